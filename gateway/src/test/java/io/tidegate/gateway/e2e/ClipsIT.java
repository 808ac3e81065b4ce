package io.tidegate.gateway.e2e;

import static io.tidegate.media.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.gateway.ClipClient;
import io.tidegate.media.Frame;
import io.tidegate.media.MediaTime;
import io.tidegate.media.testing.Corpus;
import io.tidegate.media.testing.Patience;
import io.tidegate.media.testing.Tool;
import io.vertx.core.json.JsonObject;
import java.io.OutputStream;
import java.net.Socket;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Clips of every kind, brought to the distribution and played by it.
class ClipsIT {
  private static final int WATCHED_SECONDS = 20;

  /// A frame of sound, in milliseconds of FLV.
  private static final MediaTime SOUND = MediaTime.ofMillis(23);

  @TempDir Path folder;
  private final HttpClient http = HttpClient.newHttpClient();

  @AfterEach
  void hangUp() {
    http.shutdownNow();
  }

  /// 3.4 s are no whole number of frames of sound, nor of segments.
  @Test
  void roundsFollowEachOtherWithoutASeam() throws Exception {
    try (GatewayProcess gateway = GatewayProcess.start(folder.resolve("data"))) {
      ClipClient clips = client(gateway);
      // coded anew, and copied
      clips.upload("coded", film("a.avi", 3.4, "30000/1001", "-c:v", "mpeg4", "-c:a", "mp3"));
      clips.upload(
          "copied",
          film(
              "b.mp4",
              3.4,
              "25",
              "-c:v",
              "libx264",
              "-bf",
              "2",
              "-g",
              "50",
              "-pix_fmt",
              "yuv420p",
              "-c:a",
              "aac",
              "-ar",
              "48000",
              "-ac",
              "2"));
      assertReady(clips, "coded", false);
      assertReady(clips, "copied", true);
      play(gateway, "live/coded", "{\"type\": \"file\", \"clip\": \"coded\"}");
      play(gateway, "live/copied", "{\"type\": \"file\", \"clip\": \"copied\"}");
      Live.awaitHls(gateway, "live/coded");
      Live.awaitHls(gateway, "live/copied");
      Judges.together(
          List.of(
              seamless(gateway, "live/coded", MediaTime.ofMillis(36)),
              judged(gateway, "live/coded"),
              seamless(gateway, "live/copied", MediaTime.ofMillis(42)),
              judged(gateway, "live/copied")));
    }
  }

  /// FLV counts in milliseconds.
  private Callable<Boolean> seamless(GatewayProcess gateway, String key, MediaTime picture) {
    return () -> {
      Path file = folder.resolve(key.replace('/', '-') + ".flv");
      FlvRecording recording =
          FlvRecording.of(gateway.http("/" + key + ".flv"), WATCHED_SECONDS, file);
      recording.assertSound("ffmpeg", 300);
      assertSteps(recording, 1, picture);
      assertSteps(recording, 2, SOUND);
      Judges.flvFile("ffmpeg", file);
      return true;
    };
  }

  private static void assertSteps(FlvRecording recording, int track, MediaTime most) {
    List<MediaTime> times =
        recording.frames().stream()
            .filter(frame -> frame.trackId() == track)
            .map(Frame::dts)
            .toList();
    MediaTime covered = times.getLast().minus(times.getFirst());
    assertThat(covered).isGreaterThan(MediaTime.ofSeconds(10));
    for (int i = 1; i < times.size(); i++) {
      assertThat(times.get(i).minus(times.get(i - 1)))
          .as("track %d after %s", track, times.get(i - 1))
          .isBetween(MediaTime.ofMillis(1), most);
    }
  }

  private Callable<Boolean> judged(GatewayProcess gateway, String key) {
    return () -> {
      String url = gateway.http("/" + key + "/index.m3u8");
      Path kept = folder.resolve(key.replace('/', '-'));
      Judges.hls("ffmpeg", url, WATCHED_SECONDS, kept, "--expect-discontinuities", "0");
      return true;
    };
  }

  @Test
  void everyContainerPlays() throws Exception {
    Map<String, byte[]> films =
        Map.of(
            "mkv", film("a.mkv", 2, "24", "-c:v", "mpeg4", "-c:a", "flac"),
            "mp4", film("a.mp4", 2, "50", "-c:v", "libx265", "-c:a", "aac"),
            "avi", film("a.avi", 2, "25", "-c:v", "mjpeg", "-c:a", "pcm_s16le"),
            "webm", film("a.webm", 2, "30", "-c:v", "libvpx-vp9", "-c:a", "libopus"),
            "ts", film("a.ts", 2, "25", "-c:v", "mpeg2video", "-c:a", "mp2"),
            "flv", film("a.flv", 2, "25", "-c:v", "flv1", "-c:a", "mp3", "-ar", "44100"),
            "mov", film("a.mov", 2, "10", "-c:v", "prores", "-an"),
            "png", film("a.png", 1, "1", "-frames:v", "1", "-an"),
            "wav", film("a.wav", 2, "25", "-vn"));
    try (GatewayProcess gateway = GatewayProcess.start(folder.resolve("data"))) {
      ClipClient clips = client(gateway);
      for (Map.Entry<String, byte[]> film : films.entrySet()) {
        play(
            gateway,
            "live/" + film.getKey(),
            "{\"type\": \"file\", \"clip\": \"" + film.getKey() + "\"}");
        clips.upload(film.getKey(), film.getValue());
      }
      for (String name : films.keySet()) {
        assertReady(clips, name, false);
        Live.awaitHls(gateway, "live/" + name);
        Path recorded = folder.resolve(name + ".flv");
        FlvRecording.of(gateway.http("/live/" + name + ".flv"), 3, recorded);
        FlvRecording.assertDecodes("ffmpeg", recorded);
      }
    }
  }

  /// What was on its way goes on where it is on the disk, and what was being made is made.
  @Test
  void anUploadGoesOnAfterKill9() throws Exception {
    byte[] film = film("raw.avi", 14, "25", "-c:v", "rawvideo", "-pix_fmt", "yuv420p");
    assertThat(film.length).isGreaterThan(34 << 20);
    Path data = folder.resolve("data");
    try (GatewayProcess gateway = GatewayProcess.start(data)) {
      ClipClient clips = client(gateway);
      assertThat(clips.create("raw", film.length).statusCode()).isEqualTo(201);
      try (Socket line = open(gateway, film.length)) {
        line.getOutputStream().write(film, 0, 34 << 20);
        line.getOutputStream().flush();
        await("what is for good").until(() -> clips.offset("raw") >= 32 << 20);
        kill(gateway);
      }
    }
    try (GatewayProcess gateway = GatewayProcess.start(data)) {
      ClipClient clips = client(gateway);
      long offset = clips.offset("raw");
      assertThat(offset).isBetween(32L << 20, 34L << 20);
      byte[] rest = Arrays.copyOfRange(film, (int) offset, film.length);
      assertThat(clips.append("raw", offset, rest).statusCode()).isEqualTo(204);
      await("the work on it")
          .atMost(Patience.FOR_PROGRAMS)
          .until(() -> clips.clip("raw").getString("state").equals("normalising"));
      kill(gateway);
    }
    try (GatewayProcess gateway = GatewayProcess.start(data)) {
      JsonObject ready = assertReady(client(gateway), "raw", false);
      assertThat(ready.getJsonObject("playable").getLong("durationMs")).isBetween(13_900L, 14_100L);
      play(gateway, "live/raw", "{\"type\": \"file\", \"clip\": \"raw\", \"loop\": false}");
      Live.awaitHls(gateway, "live/raw");
    }
  }

  private static Socket open(GatewayProcess gateway, long length) throws Exception {
    String[] address = gateway.address("http").split(":");
    Socket line = new Socket(address[0], Integer.parseInt(address[1]));
    OutputStream out = line.getOutputStream();
    out.write(
        ("PATCH /api/v1/clips/raw/upload HTTP/1.1\r\nHost: 127.0.0.1\r\nTus-Resumable: 1.0.0\r\n"
                + "Upload-Offset: 0\r\nContent-Type: application/offset+octet-stream\r\n"
                + "Content-Length: "
                + length
                + "\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII));
    return line;
  }

  private static void kill(GatewayProcess gateway) throws Exception {
    gateway.kill();
    assertThat(ProcessHandle.of(gateway.pid()).map(ProcessHandle::isAlive).orElse(false)).isFalse();
  }

  /// Each ends as something that plays, or with a reason, and the gateway lives.
  @Test
  void hostileFilesHarmNobody() throws Exception {
    Path secret = Files.writeString(folder.resolve("secret.txt"), "the secret of this machine");
    try (GatewayProcess gateway = GatewayProcess.start(folder.resolve("data"))) {
      ClipClient clips = client(gateway);
      List<Path> hostile =
          Stream.of("flv", "mp4", "ts", "es", "streams", "rtp")
              .flatMap(kind -> Corpus.files(kind).stream())
              .toList();
      int number = 0;
      for (Path file : hostile) {
        clips.upload("c" + number++, Files.readAllBytes(file));
      }
      for (int i = 0; i < number; i++) {
        JsonObject settled = clips.settled("c" + i);
        boolean isReady = settled.getString("state").equals("ready");
        assertThat(isReady || !settled.getString("problem").isBlank())
            .as("%s: %s", hostile.get(i), settled)
            .isTrue();
      }
      for (String list : lists(secret, gateway)) {
        clips.upload("list" + number, list.getBytes(StandardCharsets.UTF_8));
        JsonObject settled = clips.settled("list" + number++);
        assertThat(settled.getString("state")).as(list).isEqualTo("failed");
        assertThat(settled.encode()).doesNotContain("the secret of this machine");
      }
      clips.upload("empty", new byte[0]);
      assertThat(clips.settled("empty").getString("state")).isEqualTo("failed");
      clips.upload("good", film("a.mp4", 2, "25", "-c:v", "mpeg4", "-c:a", "aac"));
      assertReady(clips, "good", false);
    }
  }

  /// Containers that name other files and addresses.
  private static List<String> lists(Path secret, GatewayProcess gateway) {
    return List.of(
        "#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\nfile://" + secret + "\n#EXT-X-ENDLIST\n",
        "#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\n" + gateway.http("/api/v1/users") + "\n",
        "ffconcat version 1.0\nfile " + secret + "\n",
        """
        v=0
        o=- 0 0 IN IP4 127.0.0.1
        s=x
        c=IN IP4 127.0.0.1
        m=video 5000 RTP/AVP 96
        a=rtpmap:96 H264/90000
        """,
        "<?xml version=\"1.0\"?><MPD><Period><BaseURL>" + secret + "</BaseURL></Period></MPD>",
        secret.toString());
  }

  private ClipClient client(GatewayProcess gateway) {
    return new ClipClient(http, gateway.http("/api/v1"));
  }

  private static JsonObject assertReady(ClipClient clips, String name, boolean copied)
      throws Exception {
    JsonObject settled = clips.settled(name);
    assertThat(settled.getString("state")).as(settled.encode()).isEqualTo("ready");
    assertThat(settled.getJsonObject("playable").getBoolean("copied"))
        .as(settled.encode())
        .isEqualTo(copied);
    return settled;
  }

  private static void play(GatewayProcess gateway, String key, String source) throws Exception {
    Api.of(gateway).put(key, "{\"sources\": [" + source + "]}");
  }

  private byte[] film(String name, double seconds, String rate, String... coding) throws Exception {
    Path file = folder.resolve(name);
    String source =
        "-nostdin -v error -y -f lavfi -i testsrc2=s=320x240:r="
            + rate
            + " -f lavfi -i sine=440 -t "
            + seconds
            + " "
            + String.join(" ", coding)
            + " "
            + file;
    Tool.run((int) TimeUnit.MINUTES.toSeconds(2), "ffmpeg", source.split(" "));
    return Files.readAllBytes(file);
  }
}
