package io.tidegate.gateway.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidegate.media.testing.Patience;
import io.tidegate.media.testing.Tool;
import io.vertx.core.json.JsonObject;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Streams that are published at other RTSP servers.
class RtspPushIT {
  @TempDir Path folder;

  @Test
  void aPushWaitsForItsServerAndComesBackWithIt() throws Exception {
    int port = freePort();
    String routes =
        route("url: 'rtsp://127.0.0.1:" + port + "/live/copy', interface: lo, dscp: 34");
    try (GatewayProcess gateway = GatewayProcess.start(folder.resolve("here"), Map.of(), routes)) {
      assertThat(push(gateway).getString("state")).isEqualTo("idle");
      try (Tool _ = Media.publishEndlessly(gateway.rtmp("/live/x"))) {
        await("the server that is not there")
            .atMost(Patience.FOR_PROGRAMS)
            .until(() -> !push(gateway).getString("lastFailure").isEmpty());
        watchTheCopy(gateway, port, "first");
        await("the loss of the server")
            .atMost(Patience.FOR_PROGRAMS)
            .until(() -> !push(gateway).getString("state").equals("streaming"));
        watchTheCopy(gateway, port, "second");
      }
      await("events")
          .atMost(Patience.FOR_PROGRAMS)
          .untilAsserted(() ->
              assertThat(gateway.get("/api/v1/events?kind=push").body())
                  .contains("\"to\":\"streaming\"", "\"to\":\"disconnected\""));
    }
  }

  private void watchTheCopy(GatewayProcess gateway, int port, String name) throws Exception {
    Map<String, String> at = Map.of("TIDEGATE_RTSP_PORT", Integer.toString(port));
    try (GatewayProcess server = GatewayProcess.start(folder.resolve(name), at)) {
      Live.awaitStream(server, "live/copy");
      String seen =
          Tool.run(
              120,
              "ffprobe",
              "-v",
              "error",
              "-rtsp_transport",
              "tcp",
              "-show_streams",
              server.rtsp("/live/copy"));
      assertThat(seen).contains("codec_name=h264", "codec_name=aac");
      FlvRecording.of(server.http("/live/copy.flv"), 5, folder.resolve(name + ".flv"))
          .assertSound("ffmpeg", 50);
      assertThat(push(gateway).getString("state")).isEqualTo("streaming");
      assertThat(gateway.get("/api/v1/sessions").body()).contains("\"kind\":\"push\"");
      assertThat(gateway.metrics()).contains("tidegate_rtsp_pushes_streaming 1");
    }
  }

  @Test
  void aWrongPasswordIsShownAndTheRightOneIsSecret() throws Exception {
    Map<String, String> closed =
        Map.of("TIDEGATE_PUBLISH", "token", "TIDEGATE_PUBLISH_TOKEN", "s3cret");
    try (GatewayProcess server = GatewayProcess.start(folder.resolve("there"), closed)) {
      String url = "url: '" + server.rtsp("/live/copy") + "', user: me, password: ";
      try (GatewayProcess gateway =
              GatewayProcess.start(folder.resolve("wrong"), Map.of(), route(url + "geheim"));
          Tool _ = Media.publishEndlessly(gateway.rtmp("/live/x"))) {
        await("the refusal")
            .atMost(Patience.FOR_PROGRAMS)
            .until(() -> push(gateway).getString("lastFailure").contains("401"));
        assertThat(gateway.get("/api/v1/routes").body()).doesNotContain("geheim");
      }
      try (GatewayProcess gateway =
              GatewayProcess.start(folder.resolve("right"), Map.of(), route(url + "s3cret"));
          Tool _ = Media.publishEndlessly(gateway.rtmp("/live/x"))) {
        Live.awaitStream(server, "live/copy");
        assertThat(gateway.log()).noneMatch(line -> line.contains("s3cret"));
      }
    }
  }

  private static String route(String target) {
    return "routes: [{key: x, outputs: {rtsp-push: [{" + target + "}]}}]\n";
  }

  private static JsonObject push(GatewayProcess gateway) throws Exception {
    return new JsonObject(gateway.get("/api/v1/rtsp/pushes").body())
        .getJsonArray("items")
        .getJsonObject(0);
  }

  private static int freePort() throws Exception {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
