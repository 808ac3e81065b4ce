package io.tidegate.gateway.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidegate.media.testing.Tool;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Cameras of gst-rtsp-server, pulled by the whole distribution.
class RtspPullIT {
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  @TempDir Path folder;

  private GatewayProcess pull(Camera camera, String login, String options) throws Exception {
    String source = "{type: rtsp-pull, url: '" + camera.url(login) + "'" + options + "}";
    String routes = "routes: [{key: cam, grace-ms: 60000, sources: [" + source + "]}]\n";
    return GatewayProcess.start(folder.resolve("data"), Map.of(), routes);
  }

  private static void awaitPull(GatewayProcess gateway, String part) {
    await(part)
        .atMost(PATIENCE)
        .until(() -> gateway.get("/api/v1/rtsp/pulls").body().contains(part));
  }

  /// FLV in order and HLS with segments.
  private void watch(GatewayProcess gateway) throws Exception {
    Live.awaitHls(gateway, "live/cam");
    FlvRecording seen =
        FlvRecording.of(gateway.http("/live/cam.flv"), 6, folder.resolve("cam.flv"));
    assertThat(seen.frames()).hasSizeGreaterThan(25);
  }

  /// Case 8.
  @Test
  void pullsH264AndAacOverTcp() throws Exception {
    try (Camera camera = Camera.start(Camera.H264 + Camera.AAC, "--transport", "tcp");
        GatewayProcess gateway = pull(camera, "", "")) {
      watch(gateway);
      assertThat(gateway.get("/api/v1/streams").body()).contains("\"H.264\"", "\"AAC\"");
      awaitPull(gateway, "\"transport\":\"tcp\",\"state\":\"streaming\"");
    }
  }

  /// Case 9: the picture plays, whatever becomes of the sound.
  @Test
  void pullsH264AndG711OverUdpByDigest() throws Exception {
    String[] options = {"--transport", "udp", "--login", "digest"};
    try (Camera camera = Camera.start(Camera.H264 + Camera.PCMA, options);
        GatewayProcess gateway = pull(camera, "", ", user: user, password: pass")) {
      watch(gateway);
      awaitPull(gateway, "\"transport\":\"udp\",\"state\":\"streaming\"");
      assertThat(gateway.get("/api/v1/rtsp/pulls").body()).doesNotContain("pass");
    }
  }

  /// Case 9.
  @Test
  void tellsThatThePasswordIsWrong() throws Exception {
    try (Camera camera = Camera.start(Camera.H264, "--login", "digest");
        GatewayProcess gateway = pull(camera, "user:wr0ng@", "")) {
      awaitPull(gateway, "401 Unauthorized");
      awaitPull(gateway, "\"attempts\":3");
      assertThat(gateway.get("/api/v1/streams").body()).contains("\"items\":[]");
      assertThat(gateway.get("/api/v1/rtsp/pulls").body()).doesNotContain("wr0ng");
      assertThat(String.join("\n", gateway.log())).doesNotContain("wr0ng");
    }
  }

  /// Case 11.
  @Test
  void refusesWhatItCannotCarryAndSaysWhy() throws Exception {
    try (Camera camera = Camera.start(Camera.MJPEG + Camera.PCMU);
        GatewayProcess gateway = pull(camera, "", "");
        Tool publisher = Media.publish(gateway.rtmp("/live/other"))) {
      Live.awaitHls(gateway, "live/other");
      awaitPull(gateway, "\"state\":\"streaming\"");
      await()
          .atMost(PATIENCE)
          .until(() -> gateway.get("/api/v1/streams").body().contains("\"Motion JPEG\""));
      assertThat(gateway.get("/api/v1/streams").body()).contains("\"live/other\"");
      assertThat(publisher.output()).isEmpty();
    }
  }
}
