package io.tidegate.gateway.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidegate.media.testing.Tool;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Cameras of gst-rtsp-server, pulled by the whole distribution.
class RtspPullIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /// From the call of a camera to its first key frame.
  private static final Duration FIRST_PICTURE = Duration.ofSeconds(3);

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

  /// FLV and HLS of the camera, judged at once.
  private void watch(GatewayProcess gateway) throws Exception {
    Live.awaitHls(gateway, "live/cam");
    String flv = gateway.http("/live/cam.flv");
    String hls = gateway.http("/live/cam/ts/index.m3u8");
    List<Callable<?>> judgements = new ArrayList<>();
    judgements.add(() -> FlvRecording.of(flv, 8, folder.resolve("own")).assertSound("ffmpeg", 100));
    judgements.add(() -> {
      Judges.flv("ffmpeg", flv, 8, folder.resolve("judged.flv"));
      return null;
    });
    judgements.add(() -> {
      Judges.hls("ffmpeg", hls, 12, folder.resolve("ts"));
      return null;
    });
    Judges.together(judgements);
  }

  /// How long ffmpeg takes to the first key frame, on the machine as it is now.
  private static Duration reference(Camera camera) throws Exception {
    String command =
        "-nostdin -v error -analyzeduration 0 -rtsp_transport tcp -i "
            + camera.url("")
            + " -map 0:v -c copy -frames:v 1 -f null -";
    long start = System.nanoTime();
    Tool.run(60, "ffmpeg", command.split(" "));
    return Duration.ofNanos(System.nanoTime() - start);
  }

  /// Case 8.
  @Test
  void pullsH264AndAacOverTcp() throws Exception {
    try (Camera camera = Camera.start(Camera.H264 + Camera.AAC, "--transport", "tcp")) {
      Duration reference = reference(camera);
      try (GatewayProcess gateway = pull(camera, "", "")) {
        long called = System.nanoTime();
        Live.awaitStream(gateway, "live/cam");
        assertThat(Duration.ofNanos(System.nanoTime() - called))
            .as("first picture; ffmpeg took %s", reference)
            .isLessThan(FIRST_PICTURE.plus(reference));
        watch(gateway);
        assertThat(gateway.get("/api/v1/streams").body()).contains("\"H.264\"", "\"AAC\"");
        awaitPull(gateway, "\"transport\":\"tcp\",\"state\":\"streaming\"");
      }
    }
  }

  /// Case 9: the picture plays, and the sound is AAC.
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
  void carriesMotionJpegAndDisturbsNobody() throws Exception {
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

  /// One camera of [#pullsEveryCodecTransportAndLogin].
  private record Kind(
      String key, String pipeline, String scheme, String options, List<String> camera) {
    String source(Camera pulled, int port) {
      String host = camera.contains("::1") ? "[::1]" : "127.0.0.1";
      String login = camera.contains("--login") ? "user:pass@" : "";
      String url = scheme + "://" + login + host + ":" + port + "/cam";
      assertThat(pulled.port()).isEqualTo(port);
      return "{key: %s, sources: [{type: rtsp-pull, url: '%s', %s}]}".formatted(key, url, options);
    }
  }

  /// What the others leave out, all at once.
  @Test
  void pullsEveryCodecTransportAndLogin() throws Exception {
    String certificate = certificate().toString();
    List<Kind> kinds =
        List.of(
            new Kind(
                "a",
                Camera.H265 + Camera.OPUS,
                "rtsp",
                "transport: tcp",
                List.of("--login", "basic")),
            new Kind("b", Camera.H264 + Camera.MP3, "rtsp", "transport: udp", List.of()),
            new Kind("c", Camera.H264 + Camera.L16, "rtsp", "transport: http", List.of()),
            new Kind(
                "d",
                Camera.H264 + Camera.AC3,
                "rtsps",
                "transport: auto",
                List.of("--certificate", certificate, "--login", "digest")),
            new Kind(
                "e",
                Camera.H264 + Camera.G722,
                "rtsp",
                "transport: udp",
                List.of("--address", "::1")),
            new Kind(
                "f",
                Camera.MJPEG + Camera.LATM,
                "rtsp",
                "transport: auto",
                List.of("--transport", "udp")));
    List<Camera> cameras = new ArrayList<>();
    List<String> routes = new ArrayList<>();
    try {
      for (Kind kind : kinds) {
        Camera camera = Camera.start(kind.pipeline(), kind.camera().toArray(String[]::new));
        cameras.add(camera);
        routes.add(kind.source(camera, camera.port()));
      }
      String yaml = "routes: [" + String.join(", ", routes) + "]\n";
      try (GatewayProcess gateway = GatewayProcess.start(folder.resolve("data"), Map.of(), yaml)) {
        assertCodecs(gateway, "live/a", "H.265", "Opus");
        assertCodecs(gateway, "live/b", "H.264", "MP3");
        assertCodecs(gateway, "live/c", "H.264", "linear PCM");
        assertCodecs(gateway, "live/d", "H.264", "AC-3");
        assertCodecs(gateway, "live/e", "H.264", "G.722");
        assertCodecs(gateway, "live/f", "Motion JPEG", "AAC");
        for (String key : List.of("a", "b", "c", "d", "e")) {
          Live.awaitHls(gateway, "live/" + key);
        }
      }
    } finally {
      for (Camera camera : cameras) {
        camera.close();
      }
    }
  }

  /// Both tracks.
  private static void assertCodecs(GatewayProcess gateway, String key, String... codecs) {
    await(key + " as " + List.of(codecs))
        .atMost(PATIENCE)
        .untilAsserted(() -> {
          String stream =
              new JsonObject(gateway.get("/api/v1/streams").body())
                  .getJsonArray("items").stream()
                      .map(JsonObject.class::cast)
                      .filter(item -> key.equals(item.getString("key")))
                      .map(JsonObject::encode)
                      .findFirst()
                      .orElse("");
          assertThat(stream).contains(codecs);
        });
  }

  /// With its key.
  private Path certificate() throws Exception {
    Path certificate = folder.resolve("cert.pem");
    Path key = folder.resolve("key.pem");
    String command =
        "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj"
            + " /CN=localhost -keyout "
            + key
            + " -out "
            + certificate;
    Tool.run(60, "openssl", command.split(" "));
    Path both = folder.resolve("both.pem");
    return Files.writeString(both, Files.readString(certificate) + Files.readString(key));
  }
}
