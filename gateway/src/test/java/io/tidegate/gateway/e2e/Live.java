package io.tidegate.gateway.e2e;

import static io.tidegate.media.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.testing.Patience;
import io.tidegate.media.testing.Tool;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;

/// Waiting for what a stream goes through, and the demand every case ends with.
final class Live {
  private static final Duration PATIENCE = Patience.FOR_PROGRAMS;

  private Live() {}

  /// Until the stream has a segment to watch.
  static void awaitHls(GatewayProcess gateway, String key) {
    await(key + " over HLS")
        .atMost(PATIENCE)
        .until(() -> gateway.get("/" + key + "/ts/media.m3u8").body().contains("#EXTINF"));
  }

  /// Until frames of the stream have come.
  static void awaitStream(GatewayProcess gateway, String key) {
    await(key)
        .atMost(PATIENCE)
        .until(() -> gateway.get("/api/v1/streams").body().contains("\"key\":\"" + key + "\""));
  }

  /// Until its SRT publisher sent so much.
  static void awaitBytes(GatewayProcess gateway, String key, long bytes) {
    await(bytes + " bytes of " + key)
        .atMost(PATIENCE)
        .until(() ->
            new JsonObject(gateway.get("/api/v1/sessions").body())
                .getJsonArray("items").stream()
                    .map(JsonObject.class::cast)
                    .filter(session -> key.equals(session.getString("key")))
                    .anyMatch(session -> session.getLong("bytes") >= bytes));
  }

  /// Until no stream and no session is left.
  static void awaitNobody(GatewayProcess gateway) {
    await("nobody is left")
        .atMost(PATIENCE)
        .until(() ->
            gateway.get("/api/v1/streams").body().contains("\"items\":[]")
                && gateway.get("/api/v1/sessions").body().contains("\"items\":[]"));
  }

  /// What the gateway holds after a stream that was watched in every form has come and gone.
  static Footprint warmUp(GatewayProcess gateway, Path folder) throws Exception {
    return warmUp(gateway, folder, "");
  }

  /// The same with a query for the publisher, `?token=…`.
  static Footprint warmUp(GatewayProcess gateway, Path folder, String query) throws Exception {
    try (Tool publisher = Media.publish(gateway.rtmp("/live/warm" + query))) {
      awaitHls(gateway, "live/warm");
      FlvRecording.of(gateway.http("/live/warm.flv"), 3, folder.resolve("warm.flv"));
      HlsFollower.follow(gateway.http("/live/warm/index.m3u8"), 3, 1, folder.resolve("warm"));
      assertThat(publisher.output()).isEmpty();
    }
    awaitNobody(gateway);
    return gateway.footprint();
  }

  /// The footprint is back at that of `warm` half a minute after the last one has left, or a little
  /// later on a machine where each look takes ten seconds.
  static void assertBackAt(GatewayProcess gateway, Footprint warm) {
    awaitNobody(gateway);
    await("the footprint")
        .atMost(PATIENCE)
        .pollInterval(Duration.ofSeconds(2))
        .untilAsserted(() -> gateway.footprint().assertBackAt(warm));
  }
}
