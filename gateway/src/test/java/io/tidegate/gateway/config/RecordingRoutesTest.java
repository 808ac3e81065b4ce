package io.tidegate.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.gateway.route.OutputSpec;
import io.tidegate.gateway.route.RecordingSpec;
import io.tidegate.gateway.route.RouteSpec;
import io.tidegate.gateway.route.WeekSchedule;
import io.tidegate.hls.HlsOptions.Container;
import io.tidegate.media.DataSize;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Recording in the written forms of a route.
class RecordingRoutesTest {
  private static RouteSpec read(String recording) throws Exception {
    String yaml = "routes: [{key: live/x, outputs: {recording: " + recording + "}}]\n";
    return RouteDocuments.readYaml("t", yaml, Map.of()).iterator().next();
  }

  private static RecordingSpec spec(String recording) throws Exception {
    return ((OutputSpec.Recording) read(recording).outputs().getFirst()).spec();
  }

  @Test
  void isASwitchOrARecord() throws Exception {
    assertThat(spec("true")).isEqualTo(RecordingSpec.ON);
    assertThat(spec("false")).isEqualTo(RecordingSpec.OFF);
    assertThat(spec("{}")).isEqualTo(RecordingSpec.ON);
    assertThat(spec("{enabled: false}")).isEqualTo(RecordingSpec.OFF);
    assertThat(
            spec(
                "{container: ts, segment-seconds: 60, storage: cold, keep-local-hours: 0,"
                    + " retain-days: 1, retain-size: 16MB, schedule: 'Mon-Fri 08:00-18:00'}"))
        .isEqualTo(
            new RecordingSpec(
                true,
                Container.TS,
                60,
                "cold",
                0,
                1,
                DataSize.ofMegabytes(16),
                WeekSchedule.parse("mon-fri 08:00-18:00")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "true",
        "false",
        "{container: ts}",
        "{enabled: false, retain-days: 36500}",
        "{segment-seconds: 1, retain-size: 20GB, schedule: 'sun 22:00-02:00', storage: a.b-c,"
            + " keep-local-hours: 876000}"
      })
  void isWrittenAsItIsRead(String recording) throws Exception {
    RouteSpec route = read(recording);
    String yaml = RouteDocuments.writeYaml(List.of(route), true);
    assertThat(RouteDocuments.readYaml("t", yaml, Map.of())).containsExactly(route);
    JsonObject json = RouteDocuments.write(route, true);
    assertThat(RouteDocuments.read(json, null)).isEqualTo(route);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "maybe|recording",
        "{container: mkv}|container",
        "{segment-seconds: 0}|segment-seconds",
        "{keep-local-hours: -1}|keep-local-hours",
        "{keep-local-hours: 876001}|keep-local-hours",
        "{segment-seconds: 61}|segment-seconds",
        "{retain-days: 0}|retain-days",
        "{retain-days: 36501}|retain-days",
        "{retain-size: 15MB}|retain-size",
        "{storage: '../x'}|storage",
        "{schedule: 'at night'}|schedule",
        "{colour: red}|colour"
      })
  void namesWhatIsWrong(String recording, String field) {
    assertThatThrownBy(() -> read(recording))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(field);
  }
}
