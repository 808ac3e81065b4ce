package io.tidegate.gateway.e2e;

import static io.tidegate.media.testing.Patience.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.testing.Tool;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.assertj.core.api.Assertions;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Pictures of streams that real encoders send, made by the distribution's own FFmpeg.
class SnapshotIT {
  /// Colour bars that stand still: of SMPTE's seven at 75 % the middles, in RGB.
  private static final int[][] BARS = {
    {191, 191, 191},
    {191, 191, 0},
    {0, 191, 191},
    {0, 191, 0},
    {191, 0, 191},
    {191, 0, 0},
    {0, 0, 191}
  };

  /// What two codings and a conversion of colours may be off.
  private static final int TOLERANCE = 24;

  @TempDir static Path folder;
  private static GatewayProcess gateway;
  private static HttpClient client;

  @BeforeAll
  static void start() throws Exception {
    gateway = GatewayProcess.start(folder.resolve("data"));
    client = HttpClient.newHttpClient();
  }

  @AfterAll
  static void stop() {
    client.close();
    gateway.close();
  }

  @AfterEach
  void nobodyCounts() {
    Live.awaitNobody(gateway);
  }

  private static String bars(String size) {
    return "-nostdin -v error -re -f lavfi -i smptebars=s=" + size + ":r=25 ";
  }

  private static Tool publish(String ffmpeg, String arguments) throws Exception {
    return Tool.start(ffmpeg, arguments.split(" "));
  }

  private static Tool h264(String key, String more) throws Exception {
    return publish(
        "ffmpeg",
        bars("640x360")
            + more
            + "-c:v libx264 -preset ultrafast -g 25 -pix_fmt yuv420p -f flv "
            + gateway.rtmp("/" + key));
  }

  private static HttpResponse<byte[]> get(String path, String... headers) throws Exception {
    return client.send(request(path, headers), HttpResponse.BodyHandlers.ofByteArray());
  }

  private static HttpRequest request(String path, String... headers) {
    HttpRequest.Builder builder = HttpRequest.newBuilder(URI.create(gateway.http(path)));
    return headers.length == 0 ? builder.build() : builder.headers(headers).build();
  }

  private static String header(HttpResponse<?> answer, String name) {
    return answer.headers().firstValue(name).orElse("");
  }

  private static BufferedImage image(String path) throws Exception {
    HttpResponse<byte[]> answer = get(path);
    assertThat(answer.statusCode()).as(new String(answer.body(), UTF_8)).isEqualTo(200);
    assertThat(header(answer, "Content-Type")).isEqualTo("image/jpeg");
    return Objects.requireNonNull(ImageIO.read(new ByteArrayInputStream(answer.body())), "a JPEG");
  }

  private static void assertBars(BufferedImage image) {
    int y = image.getHeight() / 3;
    for (int i = 0; i < BARS.length; i++) {
      int x = (2 * i + 1) * image.getWidth() / (2 * BARS.length);
      int rgb = image.getRGB(x, y);
      int[] seen = {rgb >> 16 & 0xFF, rgb >> 8 & 0xFF, rgb & 0xFF};
      for (int c = 0; c < 3; c++) {
        assertThat(seen[c]).as("bar %d, colour %d", i, c).isCloseTo(BARS[i][c], within());
      }
    }
  }

  private static Offset<Integer> within() {
    return Assertions.within(TOLERANCE);
  }

  /// How many pictures were made in this way so far.
  private static long count(String how) throws Exception {
    Pattern line = Pattern.compile("tidegate_snapshot_answers_total\\{how=\"" + how + "\"} (\\S+)");
    Matcher found = line.matcher(gateway.metrics());
    assertThat(found.find()).isTrue();
    return (long) Double.parseDouble(found.group(1));
  }

  private static void assertPictures(String key, int width, int height) throws Exception {
    Live.awaitStream(gateway, key);
    BufferedImage whole = image("/" + key + ".jpg");
    assertThat(whole.getWidth() + "x" + whole.getHeight()).isEqualTo(width + "x" + height);
    assertBars(whole);
    BufferedImage small = image("/" + key + ".jpg?width=160");
    assertThat(small.getWidth()).isEqualTo(160);
    assertThat(small.getHeight()).isEqualTo(Math.round(160f * height / width));
    assertBars(small);
  }

  @Test
  void h264() throws Exception {
    try (Tool publisher = h264("live/h264", "")) {
      assertPictures("live/h264", 640, 360);
      assertThat(publisher.output()).isEmpty();
    }
  }

  @Test
  void h265() throws Exception {
    String coded =
        bars("640x360")
            + "-c:v libx265 -preset ultrafast -x265-params log-level=error:keyint=25"
            + " -pix_fmt yuv420p -f rtsp -rtsp_transport tcp "
            + gateway.rtsp("/live/h265");
    try (Tool publisher = publish("ffmpeg", coded)) {
      assertPictures("live/h265", 640, 360);
      assertThat(publisher.output()).isEmpty();
    }
  }

  @Test
  void av1() throws Exception {
    String coded =
        bars("640x360")
            + "-c:v libsvtav1 -preset 12 -g 25 -pix_fmt yuv420p -f flv "
            + gateway.rtmp("/live/av1");
    try (Tool _ = publish(Ffmpeg7.ffmpeg(), coded)) {
      assertPictures("live/av1", 640, 360);
    }
  }

  @Test
  void motionJpegOfACameraWhichIsNotDecodedWhereNobodyWantsItSmaller() throws Exception {
    String pipeline =
        "videotestsrc is-live=true pattern=smpte75 ! video/x-raw,format=I420,width=640,height=352,"
            + "framerate=25/1 ! jpegenc ! rtpjpegpay name=pay0 pt=26 ";
    try (Camera camera = Camera.start(pipeline)) {
      String source = "{\"type\": \"rtsp-pull\", \"url\": \"" + camera.url("") + "\"}";
      try (Api api = Api.of(gateway)) {
        api.put("live/mjpeg", "{\"sources\": [" + source + "]}");
        Live.awaitStream(gateway, "live/mjpeg");
        long passedOn = count("passed-on");
        assertPictures("live/mjpeg", 640, 352);
        assertThat(count("passed-on")).isEqualTo(passedOn + 1);
        api.ask("DELETE", "/routes/live/mjpeg", "", "If-Match", "*");
      }
    }
  }

  @Test
  void samplesThatAreNotSquareBecomeSquare() throws Exception {
    String coded =
        bars("720x576")
            + "-vf setsar=16/11 -c:v libx264 -preset ultrafast -g 25 -pix_fmt yuv420p -f flv "
            + gateway.rtmp("/live/wide");
    try (Tool _ = publish("ffmpeg", coded)) {
      assertPictures("live/wide", 1_047, 576);
    }
  }

  @Test
  void twoHundredWhoAskAtOnceCostOneChild() throws Exception {
    try (Tool _ =
        publish(
            "ffmpeg",
            bars("1280x720")
                + "-c:v libx264 -preset ultrafast -g 250 -pix_fmt yuv420p -f flv "
                + gateway.rtmp("/live/many"))) {
      Live.awaitStream(gateway, "live/many");
      long before = count("decoded");
      List<CompletableFuture<HttpResponse<byte[]>>> asked = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        asked.add(
            client.sendAsync(
                request("/live/many.jpg?width=640"), HttpResponse.BodyHandlers.ofByteArray()));
      }
      for (CompletableFuture<HttpResponse<byte[]>> one : asked) {
        assertThat(one.get().statusCode()).isEqualTo(200);
        assertThat(one.get().body()).isEqualTo(asked.getFirst().get().body());
      }
      assertThat(count("decoded")).isEqualTo(before + 1);
    }
  }

  @Test
  void anAnswerSaysWhenThePictureWasTakenAndForHowLongItWillDo() throws Exception {
    try (Tool _ = h264("live/heads", "")) {
      Live.awaitStream(gateway, "live/heads");
      HttpResponse<byte[]> answer = get("/live/heads.jpg");
      Instant captured = Instant.parse(header(answer, "X-Capture-Time"));
      assertThat(Duration.between(captured, Instant.now())).isBetween(ago(0), ago(30));
      assertThat(header(answer, "Cache-Control")).isEqualTo("public, max-age=1");
      assertThat(header(answer, "Access-Control-Allow-Origin")).isEqualTo("*");
      assertThat(header(answer, "Last-Modified")).endsWith(" GMT");
      HttpRequest head =
          HttpRequest.newBuilder(URI.create(gateway.http("/live/heads.jpg?max-age=60")))
              .HEAD()
              .build();
      HttpResponse<byte[]> empty = client.send(head, HttpResponse.BodyHandlers.ofByteArray());
      assertThat(empty.body()).isEmpty();
      assertThat(header(empty, "Content-Length")).isEqualTo("" + answer.body().length);
      HttpResponse<byte[]> known =
          get("/live/heads.jpg?max-age=60", "If-None-Match", header(answer, "ETag"));
      assertThat(known.statusCode()).isEqualTo(304);
      assertThat(known.body()).isEmpty();
    }
  }

  private static Duration ago(int seconds) {
    return Duration.ofSeconds(seconds);
  }

  @Test
  void theKeyFrameItselfIsAnMp4OfOnePicture() throws Exception {
    try (Tool _ = h264("live/key", "");
        Api api = Api.of(gateway)) {
      Live.awaitStream(gateway, "live/key");
      for (String path : List.of("/live/key.key.mp4", "/api/v1/streams/live/key/keyframe.mp4")) {
        HttpResponse<byte[]> answer = get(path);
        assertThat(answer.statusCode()).as(new String(answer.body(), UTF_8)).isEqualTo(200);
        assertThat(header(answer, "Content-Type")).isEqualTo("video/mp4");
        assertThat(header(answer, "X-Capture-Time")).isNotEmpty();
        Path file = Files.write(folder.resolve("key.mp4"), answer.body());
        String frames =
            "-v error -count_frames -show_entries stream=codec_name,width,height,nb_read_frames"
                + " -of csv=p=0 "
                + file;
        assertThat(Tool.run(60, "ffprobe", frames.split(" ")).strip()).isEqualTo("h264,640,360,1");
      }
      String tag = header(get("/live/key.key.mp4"), "ETag");
      assertThat(tag).matches("\"[0-9a-f]+-[0-9a-f]+\"");
      assertThat(api.ask("GET", "/streams/live/absent/keyframe.mp4", "").statusCode())
          .isEqualTo(404);
    }
  }

  @Test
  void damagedKeyFramesAreToldAndHarmNobody() throws Exception {
    try (Tool _ = h264("live/good", "");
        Tool _ =
            publish(
                "ffmpeg",
                bars("640x360")
                    + "-c:v libx264 -preset ultrafast -g 25 -pix_fmt yuv420p -bsf:v noise=amount=60"
                    + " -f flv "
                    + gateway.rtmp("/live/bad"))) {
      Live.awaitStream(gateway, "live/good");
      Live.awaitStream(gateway, "live/bad");
      await("a damaged key frame").until(() -> get("/live/bad.jpg").statusCode() == 502);
      HttpResponse<byte[]> told = get("/live/bad.jpg?max-age=60");
      assertThat(header(told, "Content-Type")).isEqualTo("application/problem+json");
      assertThat(new String(told.body(), UTF_8)).contains("the key frame cannot be decoded: ");
      assertBars(image("/live/good.jpg"));
      assertThat(gateway.get("/health/ready").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void aStreamThatIsOverHasItsLastPictureForThoseWhoWantIt() throws Exception {
    try (Tool _ = h264("live/over", "-t 3 ")) {
      Live.awaitStream(gateway, "live/over");
      image("/live/over.jpg");
    }
    await("the end").until(() -> get("/live/over.jpg").statusCode() == 404);
    assertBars(image("/live/over.jpg?stale=true"));
    assertThat(get("/live/never.jpg?stale=true").statusCode()).isEqualTo(404);
  }

  @Test
  void whoMayNotPlayGetsNoPictureAndAnOutputThatIsOffHasNone() throws Exception {
    String yaml =
        """
        routes:
          - {key: live/off, outputs: {snapshot: false}}
          - {key: live/users, access: {play: users}}
        """;
    try (GatewayProcess other =
            GatewayProcess.start(
                folder.resolve("closed"), Map.of("TIDEGATE_PUBLISH", "open"), yaml);
        Tool _ = publish("ffmpeg", published(other, "live/off"));
        Tool _ = publish("ffmpeg", published(other, "live/users"))) {
      Live.awaitStream(other, "live/off");
      Live.awaitStream(other, "live/users");
      assertThat(other.get("/live/off.jpg").statusCode()).isEqualTo(403);
      assertThat(other.get("/live/off.key.mp4").statusCode()).isEqualTo(403);
      for (String path : List.of("/live/users.jpg", "/live/users.jpg?stale=true")) {
        HttpResponse<String> stranger = other.get(path);
        assertThat(stranger.statusCode()).isEqualTo(401);
        assertThat(header(stranger, "WWW-Authenticate")).startsWith("Basic");
      }
      assertThat(other.get("/live/users.key.mp4").statusCode()).isEqualTo(401);
    }
  }

  private static String published(GatewayProcess to, String key) {
    return bars("320x180")
        + "-c:v libx264 -preset ultrafast -g 25 -pix_fmt yuv420p -f flv "
        + to.rtmp("/" + key);
  }
}
