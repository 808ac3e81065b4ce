package io.tidegate.gateway.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidegate.media.testing.Patience;
import io.tidegate.media.testing.Tool;
import io.vertx.core.json.JsonObject;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Streams that are published at other RTMP servers and played from them.
class RtmpCallsIT {
  @TempDir Path folder;

  @Test
  void aPushWaitsForItsServerAndComesBackWithIt() throws Exception {
    int port = freePort();
    String routes =
        "routes: [{key: x, outputs: {rtmp-push: [{url: 'rtmp://127.0.0.1:"
            + port
            + "/live/copy'}]}}]\n";
    try (GatewayProcess gateway = GatewayProcess.start(folder.resolve("here"), Map.of(), routes)) {
      assertThat(call(gateway, "pushes").getString("state")).isEqualTo("idle");
      try (Tool _ = Media.publishEndlessly(gateway.rtmp("/live/x"))) {
        await("the server that is not there")
            .atMost(Patience.FOR_PROGRAMS)
            .until(() -> call(gateway, "pushes").getString("lastFailure").contains("connection"));
        watchTheCopy(gateway, port, "first");
        await("the loss of the server")
            .atMost(Patience.FOR_PROGRAMS)
            .until(() -> !call(gateway, "pushes").getString("state").equals("streaming"));
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
    Map<String, String> at = Map.of("TIDEGATE_RTMP_PORT", Integer.toString(port));
    try (GatewayProcess server = GatewayProcess.start(folder.resolve(name), at)) {
      Live.awaitStream(server, "live/copy");
      FlvRecording.of(server.http("/live/copy.flv"), 5, folder.resolve(name + ".flv"))
          .assertSound("ffmpeg", 50);
      assertThat(call(gateway, "pushes").getString("state")).isEqualTo("streaming");
      assertThat(call(gateway, "pushes").getString("target"))
          .isEqualTo("rtmp://127.0.0.1:" + port + "/live/…");
    }
  }

  @Test
  void ffmpegIsServed() throws Exception {
    int port = freePort();
    String routes =
        "routes: [{key: x, outputs: {rtmp-push: [{url: 'rtmp://127.0.0.1:"
            + port
            + "/live', stream-key: planted-key}]}}]\n";
    Path received = folder.resolve("received.flv");
    try (GatewayProcess gateway = GatewayProcess.start(folder.resolve("here"), Map.of(), routes);
        Tool listener =
            Tool.start(
                "ffmpeg",
                "-nostdin",
                "-v",
                "error",
                "-listen",
                "1",
                "-i",
                "rtmp://127.0.0.1:" + port + "/live/planted-key",
                "-t",
                "4",
                "-c",
                "copy",
                "-y",
                received.toString());
        Tool _ = Media.publishEndlessly(gateway.rtmp("/live/x"))) {
      assertThat(listener.await(120)).as(listener.output()).isZero();
      assertThat(gateway.log()).noneMatch(line -> line.contains("planted-key"));
      assertThat(gateway.get("/api/v1/routes").body()).doesNotContain("planted-key");
    }
    assertThat(Files.size(received)).isPositive();
    FlvRecording.assertDecodes("ffmpeg", received);
  }

  @Test
  void aRefusalIsShownInTheServersWords() throws Exception {
    try (GatewayProcess server =
        GatewayProcess.start(folder.resolve("there"), Map.of("TIDEGATE_PUBLISH", "closed"))) {
      String routes =
          "routes: [{key: x, outputs: {rtmp-push: [{url: '"
              + server.rtmp("/live/copy")
              + "'}]}}]\n";
      try (GatewayProcess gateway = GatewayProcess.start(folder.resolve("here"), Map.of(), routes);
          Tool publisher = Media.publishEndlessly(gateway.rtmp("/live/x"))) {
        await("the refusal")
            .atMost(Patience.FOR_PROGRAMS)
            .until(() ->
                call(gateway, "pushes")
                    .getString("lastFailure")
                    .startsWith("NetStream.Publish.Denied: "));
        assertThat(publisher.isAlive()).as(publisher.output()).isTrue();
      }
    }
  }

  @Test
  void aPullPlaysWheneverItsServerHasTheStream() throws Exception {
    try (GatewayProcess server = GatewayProcess.start(folder.resolve("there"))) {
      String routes =
          "routes: [{key: p, sources: [{type: rtmp-pull, url: '"
              + server.rtmp("/live/source")
              + "'}]}]\n";
      try (GatewayProcess gateway =
          GatewayProcess.start(folder.resolve("here"), Map.of(), routes)) {
        await("the stream that is not there")
            .atMost(Patience.FOR_PROGRAMS)
            .until(() ->
                call(gateway, "pulls")
                    .getString("lastFailure")
                    .startsWith("NetStream.Play.StreamNotFound"));
        for (String time : new String[] {"first", "second"}) {
          try (Tool _ = Media.publishEndlessly(server.rtmp("/live/source"))) {
            await("the " + time + " time")
                .atMost(Patience.FOR_PROGRAMS)
                .until(() -> call(gateway, "pulls").getString("state").equals("streaming"));
            FlvRecording.of(gateway.http("/live/p.flv"), 5, folder.resolve(time + ".flv"))
                .assertSound("ffmpeg", 50);
          }
          // the server keeps its stream for a while, and sends nothing
          await("the end of the " + time + " time")
              .atMost(Patience.FOR_PROGRAMS)
              .until(() -> !call(gateway, "pulls").getString("state").equals("streaming"));
        }
      }
    }
  }

  private static JsonObject call(GatewayProcess gateway, String list) throws Exception {
    return new JsonObject(gateway.get("/api/v1/rtmp/" + list).body())
        .getJsonArray("items")
        .getJsonObject(0);
  }

  private static int freePort() throws Exception {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
