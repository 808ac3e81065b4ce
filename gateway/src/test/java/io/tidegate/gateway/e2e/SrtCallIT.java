package io.tidegate.gateway.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Sources that the gateway calls, with srt-live-transmit at the other end.
class SrtCallIT {
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  /// At least so many pictures of those that are sent.
  private static final int PICTURES = 50;

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"deadline", "article"})
  void aCallHasTheRetransmissionPolicyOfItsRoute(String policy) throws Exception {
    int port = SrtPeers.freePort();
    String remote = "127.0.0.1:" + port;
    try (PacedTs camera = PacedTs.send(pictures(), "srt://" + remote + "?mode=listener");
        GatewayProcess gateway =
            gateway("srt: {policy: %s}".formatted(policy), "port: %d".formatted(port))) {
      assertArrives(gateway, camera);
      await()
          .atMost(PATIENCE)
          .untilAsserted(() ->
              assertThat(gateway.get("/api/v1/srt/links").body())
                  .contains("\"remote\":\"" + remote + "\"")
                  .contains("\"policy\":\"" + policy + "\",\"state\":\"open\""));
    }
  }

  @Test
  void aDrillOnACalledLinkIsReportedAndEndsByItself() throws Exception {
    int port = SrtPeers.freePort();
    String remote = "127.0.0.1:" + port;
    try (PacedTs camera = PacedTs.send(pictures(), "srt://" + remote + "?mode=listener");
        GatewayProcess gateway = gateway("srt: {policy: deadline}", "port: " + port)) {
      await()
          .atMost(PATIENCE)
          .until(() -> gateway.get("/api/v1/srt/calls").body().contains("\"connected\":true"));
      Live.awaitStream(gateway, "live/c");
      camera.begin();
      String id = SrtPeers.link(gateway, remote).getString("id");
      assertThat(drill(gateway, id, "{\"seconds\":4,\"inbound\":{\"lossShare\":0.2}}"))
          .isEqualTo(202);
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> {
            JsonObject relay = SrtPeers.link(gateway, remote).getJsonObject("relay");
            JsonObject report = relay.getJsonObject("drill");
            assertThat(report).as("%s", relay).isNotNull();
            assertThat(report.getBoolean("ended")).as("%s", report).isTrue();
            JsonObject inbound = report.getJsonObject("inbound");
            assertThat(inbound.getLong("packets")).isPositive();
            assertThat(inbound.getLong("dropped")).isPositive();
            long told =
                inbound.getLong("recovered") + inbound.getLong("late") + inbound.getLong("lost");
            assertThat(told).as("%s", inbound).isPositive();
          });
      assertThat(SrtPeers.link(gateway, remote).getString("id")).as("no new call").isEqualTo(id);
      assertDecisionsAreTold(gateway, "/api/v1/srt/links/" + id + "/decisions");
      assertThat(camera.output()).isEmpty();
    }
  }

  /// At once, and as a stream.
  private static void assertDecisionsAreTold(GatewayProcess gateway, String path) throws Exception {
    JsonObject told = new JsonObject(gateway.get(path).body());
    List<String> events =
        told.getJsonArray("items").stream()
            .map(decision -> ((JsonObject) decision).getString("event"))
            .toList();
    assertThat(events).contains("reported").containsAnyOf("recovered", "lost");
    assertThat(told.getLong("next")).isPositive();
    URI stream = URI.create(gateway.http(path + "/stream?from=0"));
    HttpClient http = HttpClient.newHttpClient();
    try (Stream<String> lines =
        http.send(HttpRequest.newBuilder(stream).build(), HttpResponse.BodyHandlers.ofLines())
            .body()) {
      assertThat(lines.filter(line -> line.startsWith("data: ")).findFirst())
          .hasValueSatisfying(line -> assertThat(line).contains("\"sequence\":", "\"reason\":"));
    } finally {
      http.shutdownNow();
    }
  }

  private static int drill(GatewayProcess gateway, String id, String body) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(gateway.http("/api/v1/srt/links/" + id + "/drill")))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }
  }

  /// Both ends call, each from a port that the other knows.
  @Test
  void meetsTheOtherEndInARendezvous() throws Exception {
    int ours = SrtPeers.freePort();
    int theirs = SrtPeers.freePort();
    String there = "srt://127.0.0.1:" + ours + "?mode=rendezvous&port=" + theirs;
    String here = "port: %d, mode: rendezvous, local-port: %d".formatted(theirs, ours);
    try (PacedTs camera = PacedTs.send(pictures(), there);
        GatewayProcess gateway = gateway("srt: {latency-ms: 200}", here)) {
      assertArrives(gateway, camera);
      assertThat(gateway.get("/api/v1/srt/links").body())
          .contains("\"remote\":\"127.0.0.1:" + theirs + "\"", "\"relay\":null");
    }
  }

  private void assertArrives(GatewayProcess gateway, PacedTs camera) throws Exception {
    await()
        .atMost(PATIENCE)
        .until(() -> gateway.get("/api/v1/srt/calls").body().contains("\"connected\":true"));
    Live.awaitStream(gateway, "live/c");
    camera.begin();
    FlvRecording.of(gateway.http("/live/c.flv"), 6, folder.resolve("c.flv"))
        .assertSound("ffmpeg", PICTURES);
    assertThat(camera.output()).isEmpty();
  }

  private static byte[] pictures() throws Exception {
    return Media.transportStream(30, 0);
  }

  private GatewayProcess gateway(String srt, String peer) throws Exception {
    String route =
        "routes:\n- {key: live/c, %s, sources: [{type: srt-call, host: 127.0.0.1, %s}]}\n"
            .formatted(srt, peer);
    return GatewayProcess.start(folder.resolve("data"), Map.of(), route);
  }
}
