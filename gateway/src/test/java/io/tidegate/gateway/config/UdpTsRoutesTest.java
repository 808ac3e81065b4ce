package io.tidegate.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.gateway.route.Fault;
import io.tidegate.gateway.route.FrameTimes;
import io.tidegate.gateway.route.OutputSpec;
import io.tidegate.gateway.route.RouteSpec;
import io.tidegate.gateway.route.SourceSpec;
import io.tidegate.media.DataSize;
import io.tidegate.udp.UdpAddress;
import io.tidegate.udp.packet.RtpMode;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Transport streams over UDP in the written forms of a route.
class UdpTsRoutesTest {
  private static final String YAML =
      """
      routes:
        - key: live/mux
          sources:
            - {type: udp-ts, url: 'udp://239.1.1.1:5000', interface: eth1}
            - {type: udp-ts, url: 'udp://192.0.2.7@232.1.1.1:5000', rtp: on, receive-buffer: 8MB}
            - {type: udp-ts, url: 'udp://@:5001', rtp: off, first-frame-ms: 3000, no-frame-ms: 2000}
          outputs:
            udp-ts-push:
              - {url: 'udp://239.1.2.1:5000', interface: eth2, ttl: 4, dscp: 34, rtp: true}
              - {url: 'rtp://receiver:5004'}
              - {url: 'rtp://receiver:5005', rtp: false}
      """;

  @Test
  void areReadAndWrittenInAllForms() throws Exception {
    RouteSpec route = RouteDocuments.readYaml("t", YAML, Map.of()).iterator().next();
    DataSize usual = UdpTsReader.RECEIVE_BUFFER;
    assertThat(route.sources())
        .containsExactly(
            new SourceSpec.UdpTs(at("udp://239.1.1.1:5000"), RtpMode.AUTO, "eth1", usual),
            new SourceSpec.UdpTs(
                at("udp://192.0.2.7@232.1.1.1:5000"), RtpMode.ON, "", DataSize.ofMegabytes(8)),
            new SourceSpec.UdpTs(
                at("udp://@:5001"), RtpMode.OFF, "", usual, new FrameTimes(3_000, 2_000)));
    assertThat(route.outputs())
        .containsExactly(
            new OutputSpec.UdpTsPush(at("udp://239.1.2.1:5000"), true, "eth2", 4, 34),
            new OutputSpec.UdpTsPush(at("rtp://receiver:5004"), true, "", 0, 0),
            new OutputSpec.UdpTsPush(at("rtp://receiver:5005"), false, "", 0, 0));
    String yaml = RouteDocuments.writeYaml(List.of(route), true);
    assertThat(RouteDocuments.readYaml("t", yaml, Map.of())).containsExactly(route);
    assertThat(RouteDocuments.read(RouteDocuments.write(route, true), null)).isEqualTo(route);
  }

  @ParameterizedTest
  @CsvSource({
    "url, udp://somewhere:5000, sources[0].url",
    "url, udp://239.1.1.1, sources[0].url",
    "url, udp://239.1.1.1:5000?ttl=1, sources[0].url",
    "rtp, maybe, sources[0].rtp",
    "receiveBuffer, 63KB, sources[0].receiveBuffer",
    "receiveBuffer, 257MB, sources[0].receiveBuffer",
    "ttl, 3, sources[0].ttl"
  })
  void namesWhatIsWrongWithASource(String name, String value, String field) {
    JsonObject source =
        new JsonObject().put("type", "udp-ts").put("url", "udp://239.1.1.1:5000").put(name, value);
    refused(route().put("sources", new JsonArray().add(source)), field);
  }

  @Test
  void anInterfaceIsForGroups() {
    JsonObject source =
        new JsonObject().put("type", "udp-ts").put("url", "udp://@:5000").put("interface", "eth1");
    refused(route().put("sources", new JsonArray().add(source)), "sources[0].interface");
  }

  @ParameterizedTest
  @CsvSource({
    "url, udp://@:5000, url",
    "url, udp://0.0.0.0:5000, url",
    "url, udp://192.0.2.7@232.1.1.1:5000, url",
    "ttl, 3, ttl",
    "ttl, 256, ttl",
    "dscp, 64, dscp",
    "dscp, -1, dscp"
  })
  void namesWhatIsWrongWithAPush(String name, String value, String field) {
    JsonObject push = new JsonObject().put("url", "udp://192.0.2.9:5000").put(name, value);
    JsonObject outputs = new JsonObject().put("udp-ts-push", new JsonArray().add(push));
    assertThatThrownBy(() -> RouteDocuments.read(route().put("outputs", outputs), null))
        .isInstanceOfSatisfying(
            ConfigException.class,
            refused ->
                assertThat(refused.faults())
                    .extracting(Fault::path)
                    .allSatisfy(path -> assertThat(path).endsWith("[0]." + field)));
  }

  @Test
  void twoSourcesOfARouteDoNotListenAtOnePlace() {
    JsonArray sources = new JsonArray();
    for (String url : List.of("udp://239.1.1.1:5000", "rtp://239.1.1.1:5000")) {
      sources.add(new JsonObject().put("type", "udp-ts").put("url", url));
    }
    refused(route().put("sources", sources), "sources");
  }

  private static UdpAddress at(String url) {
    return UdpAddress.parse(url);
  }

  private static JsonObject route() {
    return new JsonObject().put("key", "live/x");
  }

  private static void refused(JsonObject json, String field) {
    assertThatThrownBy(() -> RouteDocuments.read(json, null))
        .isInstanceOfSatisfying(
            ConfigException.class,
            refused -> assertThat(refused.faults()).extracting(Fault::path).containsExactly(field));
  }
}
