package io.tidegate.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.gateway.route.DialSpec;
import io.tidegate.gateway.route.Fault;
import io.tidegate.gateway.route.FrameTimes;
import io.tidegate.gateway.route.OutputSpec;
import io.tidegate.gateway.route.RouteSpec;
import io.tidegate.gateway.route.SourceSpec;
import io.tidegate.media.hub.DialOptions;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Time limits, interface and DSCP of sources and pushes.
class DialDocumentsTest {
  private static final String YAML =
      """
      routes:
      - key: live/x
        sources:
        - {type: rtsp-pull, url: 'rtsp://cam/x', connect-ms: 5000, interface: eth1, dscp: 46}
        - {type: rtmp-pull, url: 'rtmp://h/a/b', first-frame-ms: 100, no-frame-ms: 600000}
        - {type: srt-call, url: 'srt://h:1', interface: '192.0.2.7', dscp: 63}
        - {type: srt-listen, no-frame-ms: 2000}
        - {type: rtmp-publish, first-frame-ms: 3000}
        - {type: rtsp-publish}
        outputs:
          srt-push: [{url: 'srt://h:2', interface: 'fe80::1%eth0'}]
          rtmp-push: [{url: 'rtmp://h/a/c', connect-ms: 1000}]
      """;

  @Test
  void areReadAndWrittenBack() throws Exception {
    RouteSpec route = RouteDocuments.readYaml("t", YAML, Map.of()).getFirst();
    assertThat(route.sources().get(0).frames()).isEqualTo(FrameTimes.DEFAULT);
    assertThat(((SourceSpec.RtspPull) route.sources().get(0)).dial().options())
        .isEqualTo(
            DialOptions.DEFAULT
                .within(Duration.ofSeconds(5), Duration.ofSeconds(10), Duration.ofSeconds(10))
                .by("eth1", 46));
    assertThat(route.sources().get(1).frames()).isEqualTo(new FrameTimes(100, 600_000));
    assertThat(route.sources().get(4))
        .isEqualTo(new SourceSpec.RtmpPublish(new FrameTimes(3_000, 10_000)));
    assertThat(route.sources().get(5)).isEqualTo(new SourceSpec.RtspPublish());
    assertThat(((OutputSpec.RtmpPush) route.outputs().get(1)).dial())
        .isEqualTo(new DialSpec(1_000, FrameTimes.DEFAULT, "", 0));
    assertThat(RouteDocuments.read(RouteDocuments.write(route, true), null)).isEqualTo(route);
    String yaml = RouteDocuments.writeYaml(List.of(route), true);
    assertThat(RouteDocuments.readYaml("t", yaml, Map.of())).containsExactly(route);
    assertThat(RouteDocuments.write(route, true).encode())
        .contains("\"connectMs\":5000", "\"noFrameMs\":2000")
        .doesNotContain("10000");
  }

  @Test
  void tellEachSourceOfThePlanItsTimes() throws Exception {
    RouteSpec route = RouteDocuments.readYaml("t", YAML, Map.of()).getFirst();
    assertThat(route.plan().sources().get(3).noFrame()).isEqualTo(Duration.ofSeconds(2));
    assertThat(route.plan().sources().get(4).firstFrame()).isEqualTo(Duration.ofSeconds(3));
  }

  @Test
  void namesTheFieldsThatAreWrong() {
    pull("connectMs", 0, "expected a whole number, 100 to 600000");
    pull("firstFrameMs", 99, "expected a whole number, 100 to 600000");
    pull("noFrameMs", 600_001, "expected a whole number, 100 to 600000");
    pull("dscp", 64, "expected a whole number, 0 to 63");
    pull("dscp", -1, "expected a whole number, 0 to 63");
    pull("interface", "eth1 or so", "expected a network interface such as eth1");
  }

  private static void pull(String key, Object value, String message) {
    JsonObject source =
        new JsonObject().put("type", "rtsp-pull").put("url", "rtsp://cam/x").put(key, value);
    refused(source, key, message);
  }

  @Test
  void whatOnlyListensCallsNobody() {
    for (String type : List.of("rtmp-publish", "rtsp-publish", "srt-listen")) {
      for (String key : List.of("connectMs", "interface", "dscp")) {
        JsonObject source = new JsonObject().put("type", type).put(key, 1_000);
        refused(source, key, "expected none: this source is called, it calls nobody");
      }
      refused(
          new JsonObject().put("type", type).put("noFrameMs", 1),
          "noFrameMs",
          "expected a whole number, 100 to 600000");
    }
  }

  /// They would be two sources that nobody can tell from each other.
  @Test
  void publishersDifferInMoreThanTimes() {
    assertThatThrownBy(() ->
            RouteDocuments.readYaml(
                "t",
                "routes: [{key: x, sources: [{type: srt-listen}, {type: srt-listen, no-frame-ms:"
                    + " 2000}]}]",
                Map.of()))
        .hasMessageContaining("each source once");
  }

  private static void refused(JsonObject source, String key, String message) {
    JsonObject route = new JsonObject().put("key", "x").put("sources", List.of(source));
    assertThatThrownBy(() -> RouteDocuments.read(new JsonObject(route.encode()), null))
        .isInstanceOfSatisfying(
            ConfigException.class,
            refused ->
                assertThat(refused.faults())
                    .extracting(Fault::path)
                    .containsExactly("sources[0]." + key))
        .hasMessageContaining(message);
  }
}
