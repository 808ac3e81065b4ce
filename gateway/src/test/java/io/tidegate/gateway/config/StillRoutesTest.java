package io.tidegate.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.gateway.route.OutputSpec;
import io.tidegate.gateway.route.PlayerFormat;
import io.tidegate.gateway.route.RouteSpec;
import io.tidegate.gateway.route.StillSpec;
import io.tidegate.media.hub.Protocol;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Pictures, and pictures that are kept, in the written forms of a route.
class StillRoutesTest {
  private static RouteSpec read(String snapshot) throws Exception {
    String yaml = "routes: [{key: live/x, outputs: {snapshot: " + snapshot + "}}]\n";
    return RouteDocuments.readYaml("t", yaml, Map.of()).iterator().next();
  }

  @Test
  void isASwitchOrARecord() throws Exception {
    assertThat(read("true").outputs())
        .containsExactly(new OutputSpec.Played(PlayerFormat.SNAPSHOT, true));
    assertThat(read("false").outputs())
        .containsExactly(new OutputSpec.Played(PlayerFormat.SNAPSHOT, false));
    assertThat(StillSpec.of(read("true"))).isNull();
    RouteSpec kept = read("{every-seconds: 5, storage: cold, keep-days: 30}");
    assertThat(StillSpec.of(kept)).isEqualTo(new StillSpec(5, "cold", 30));
    assertThat(StillSpec.storage(kept)).isEqualTo("cold");
    assertThat(kept.outputs().getFirst().covers(Protocol.SNAPSHOT)).isTrue();
    assertThat(kept.outputs().getFirst().covers(Protocol.HLS)).isFalse();
    RouteSpec off = read("{every-seconds: 86400, enabled: false}");
    assertThat(StillSpec.of(off)).isNull();
    assertThat(off.outputs().getFirst().enabled()).isFalse();
  }

  @Test
  void aRenditionKeepsNone() throws Exception {
    OutputSpec kept = read("{every-seconds: 5}").outputs().getFirst();
    assertThat(kept.ofRendition()).isEqualTo(new OutputSpec.Played(PlayerFormat.SNAPSHOT, true));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "true",
        "false",
        "{every-seconds: 5}",
        "{every-seconds: 86400, storage: a.b-c, keep-days: 36500, enabled: false}"
      })
  void isWrittenAsItIsRead(String snapshot) throws Exception {
    RouteSpec route = read(snapshot);
    String yaml = RouteDocuments.writeYaml(List.of(route), true);
    assertThat(RouteDocuments.readYaml("t", yaml, Map.of())).containsExactly(route);
    JsonObject json = RouteDocuments.write(route, true);
    assertThat(RouteDocuments.read(json, null)).isEqualTo(route);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "maybe|snapshot",
        "{}|every-seconds",
        "{keep-days: 1}|every-seconds",
        "{every-seconds: 4}|every-seconds",
        "{every-seconds: 86401}|every-seconds",
        "{every-seconds: 5, keep-days: 0}|keep-days",
        "{every-seconds: 5, keep-days: 36501}|keep-days",
        "{every-seconds: 5, storage: '../x'}|storage",
        "{every-seconds: 5, colour: red}|colour"
      })
  void namesWhatIsWrong(String snapshot, String field) {
    assertThatThrownBy(() -> read(snapshot))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(field);
  }
}
