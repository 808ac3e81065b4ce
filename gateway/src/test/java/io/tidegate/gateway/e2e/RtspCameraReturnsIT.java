package io.tidegate.gateway.e2e;

import static io.tidegate.media.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.testing.Patience;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What happens to cameras: their power goes, somebody pulls the cable, the network loses packets.
/// Viewers stay, and the stream returns by itself.
class RtspCameraReturnsIT {
  /// From the camera's return to that of the stream.
  private static final Duration RETURN = Duration.ofSeconds(5);

  private static final Duration LONGEST = Duration.ofMinutes(4);
  private static final String H264_AAC = Camera.H264 + Camera.AAC;

  @TempDir Path folder;

  private final AtomicBoolean enough = new AtomicBoolean();

  /// A return, and how long the first coming took on the machine as it is.
  private Duration first = Duration.ZERO;

  /// What is done to the camera while it is watched.
  private interface Mishap {
    void happens(GatewayProcess gateway) throws Exception;
  }

  private void watched(String url, String transport, Mishap mishap) throws Exception {
    String source = "{type: rtsp-pull, url: '" + url + "', transport: " + transport + "}";
    String routes = "routes: [{key: cam, grace-ms: 120000, sources: [" + source + "]}]\n";
    try (GatewayProcess gateway = GatewayProcess.start(folder.resolve("data"), Map.of(), routes)) {
      long start = System.nanoTime();
      awaitStreaming(gateway);
      first = Duration.ofNanos(System.nanoTime() - start);
      Live.awaitHls(gateway, "live/cam");
      Callable<FlvRecording> viewer =
          () ->
              FlvRecording.of(
                  gateway.http("/live/cam.flv"), enough::get, folder.resolve("cam.flv"));
      Callable<HlsFollower> follower =
          () ->
              HlsFollower.follow(
                  gateway.http("/live/cam/ts/index.m3u8"),
                  LONGEST,
                  enough::get,
                  folder.resolve("ts"));
      Callable<Boolean> camera =
          () -> {
            try {
              await("a viewer").until(() -> viewers(gateway).size() == 1);
              List<String> before = viewers(gateway);
              mishap.happens(gateway);
              assertThat(viewers(gateway)).isEqualTo(before);
            } finally {
              enough.set(true);
            }
            return true;
          };
      Judges.together(List.of(() -> assertSound(viewer.call()), follower, camera));
    }
  }

  /// Its time never runs back, and it saw the stream to the end.
  private static FlvRecording assertSound(FlvRecording seen) {
    assertThat(seen.frames()).hasSizeGreaterThan(50);
    return seen;
  }

  private static List<String> viewers(GatewayProcess gateway) throws Exception {
    return new JsonObject(gateway.get("/api/v1/sessions").body())
        .getJsonArray("items").stream()
            .map(JsonObject.class::cast)
            .filter(session -> session.getString("protocol").equals("http-flv"))
            .map(session -> session.getString("id"))
            .toList();
  }

  private static JsonObject pull(GatewayProcess gateway) throws Exception {
    return new JsonObject(gateway.get("/api/v1/rtsp/pulls").body())
        .getJsonArray("items")
        .getJsonObject(0);
  }

  private static void awaitStreaming(GatewayProcess gateway) {
    await("the camera streams")
        .atMost(Patience.FOR_PROGRAMS)
        .until(() -> pull(gateway).getString("state").equals("streaming"));
  }

  /// Within five seconds, a machine that is slow for its own reasons set aside.
  private void assertReturns(GatewayProcess gateway, long sinceNanos) {
    awaitStreaming(gateway);
    assertThat(Duration.ofNanos(System.nanoTime() - sinceNanos))
        .as("the return; the first coming took %s", first)
        .isLessThan(RETURN.plus(first.multipliedBy(2)));
    await("HLS goes on")
        .atMost(Patience.FOR_PROGRAMS)
        .until(
            () -> gateway.get("/live/cam/ts/media.m3u8").body().contains("#EXT-X-DISCONTINUITY\n"));
  }

  @Test
  void aCameraThatIsKilledAndStartedAgainGoesOn() throws Exception {
    Camera camera = Camera.start(H264_AAC, "--transport", "tcp");
    List<Camera> cameras = new ArrayList<>(List.of(camera)); // the last until all have seen enough
    try {
      watched(
          camera.url(""),
          "tcp",
          gateway -> {
            camera.close();
            await("it is missed")
                .until(() -> !pull(gateway).getString("state").equals("streaming"));
            String port = Integer.toString(camera.port());
            cameras.add(Camera.start(H264_AAC, "--transport", "tcp", "--port", port));
            assertReturns(gateway, System.nanoTime());
          });
    } finally {
      for (Camera one : cameras) {
        one.close();
      }
    }
  }

  /// The watchdog looks at frames: the connection stands all the time.
  @Test
  void aCableThatWasPulledOverUdpBringsTheStreamBack() throws Exception {
    pulledCable("udp");
  }

  @Test
  void aCableThatWasPulledOverTcpBringsTheStreamBack() throws Exception {
    pulledCable("tcp");
  }

  private void pulledCable(String transport) throws Exception {
    try (Camera camera = Camera.start(H264_AAC);
        RtspCable cable = new RtspCable(camera.port(), false)) {
      watched(
          cable.url(),
          transport,
          gateway -> {
            cable.pull();
            await("no frame")
                .atMost(Patience.FOR_PROGRAMS)
                .until(() -> pull(gateway).getString("lastFailure").contains("no frame for 10 s"));
            cable.plug();
            assertReturns(gateway, System.nanoTime());
          });
    }
  }

  /// Of 100 packets 2 are lost and 4 late: what is damaged is left out, and nobody calls anew.
  @Test
  void aNetworkThatLosesAndReordersIsBorne() throws Exception {
    try (Camera camera = Camera.start(H264_AAC, "--transport", "udp");
        RtspCable cable = new RtspCable(camera.port(), true)) {
      watched(
          cable.url(),
          "udp",
          gateway -> {
            String segments = gateway.http("/live/cam/ts/index.m3u8");
            HlsFollower own = HlsFollower.follow(segments, 12, 3, folder.resolve("own"));
            assertThat(own.discontinuities()).isZero();
            assertThat(pull(gateway).getLong("attempts")).isEqualTo(1);
          });
    }
  }
}
