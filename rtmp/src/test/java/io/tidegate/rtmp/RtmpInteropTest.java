package io.tidegate.rtmp;

import static io.tidegate.media.testing.Patience.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidegate.media.Bytes;
import io.tidegate.media.Codec;
import io.tidegate.media.StreamKey;
import io.tidegate.media.flv.FlvReader;
import io.tidegate.media.flv.FlvTag;
import io.tidegate.media.testing.Patience;
import io.tidegate.media.testing.Tool;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Real encoders and players against the server.
final class RtmpInteropTest {
  @TempDir private Path folder;
  private TestServer server;

  @BeforeEach
  void start() {
    server = TestServer.open();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void takesWhatFfmpegPublishesAndWaitsForItsReturn() throws Exception {
    try (Tool publisher = publishByFfmpeg("live/x")) {
      awaitFrames("live/x", 60);
      assertEquals(List.of(Codec.H264, Codec.AAC), codecs("live/x"));
      publisher.kill();
      await().atMost(Patience.FOR_PROGRAMS).until(() -> server.sessions.size() == 0);
      long before = server.frames("live/x");
      try (Tool _ = publishByFfmpeg("live/x")) {
        awaitFrames("live/x", before + 60);
      }
    }
  }

  @Test
  void takesWhatGstreamerPublishes() throws Exception {
    try (Tool _ =
        Tool.startLine(
            "gst-launch-1.0 -q videotestsrc is-live=true ! video/x-raw,width=320,height=180"
                + " ! x264enc tune=zerolatency key-int-max=25 ! h264parse ! mux."
                + " audiotestsrc is-live=true ! avenc_aac ! aacparse ! mux."
                + " flvmux name=mux streamable=true ! rtmp2sink location="
                + server.url("live/gst"))) {
      awaitFrames("live/gst", 60);
      assertEquals(2, codecs("live/gst").size());
    }
  }

  @Test
  void takesAOneLevelPathWithParameters() throws Exception {
    try (Tool _ = publishByFfmpeg("solo?user=me&pass=secret")) {
      awaitFrames("live/solo", 30);
    }
  }

  @Test
  void tellsFfmpegThatAKeyIsTaken() throws Exception {
    try (Tool _ = publishByFfmpeg("live/x")) {
      awaitFrames("live/x", 30);
      try (Tool second = publishByFfmpeg("live/x")) {
        assertNotEquals(0, second.await(90));
      }
    }
  }

  @Test
  void playsToRtmpdump() throws Exception {
    Path recording = folder.resolve("rec.flv");
    try (Tool _ = publishByFfmpeg("live/x")) {
      awaitFrames("live/x", 60);
      try (Tool _ =
          Tool.start(
              "rtmpdump", "-q", "--live", "-r", server.url("live/x"), "-o", recording + "")) {
        await().atMost(Patience.FOR_PROGRAMS).until(() -> pictures(recording) >= 50);
      }
    }
    FlvTag firstPicture =
        tags(recording).stream().filter(RtmpInteropTest::isPicture).findFirst().orElseThrow();
    assertEquals(0x17, firstPicture.body().u8(0));
  }

  @Test
  void playsToFfmpeg() throws Exception {
    Path recording = folder.resolve("rec.flv");
    try (Tool _ = publishByFfmpeg("live/x")) {
      awaitFrames("live/x", 60);
      try (Tool player =
          Tool.start(
              "ffmpeg",
              "-v",
              "error",
              "-i",
              server.url("live/x"),
              "-t",
              "2",
              "-c",
              "copy",
              "-y",
              recording + "")) {
        assertEquals(0, player.await(90));
      }
    }
    assertTrue(pictures(recording) >= 45);
  }

  @Test
  void takesWhatFfmpegPublishesOverTls() throws Exception {
    server.close();
    server = TestServer.with(TestServer.PATIENT.withTls(selfSigned()));
    try (Tool _ = publishTo(server.url("live/x").replace("rtmp:", "rtmps:"))) {
      awaitFrames("live/x", 30);
    }
  }

  /// Another gateway's stream over TLS, and none from one whose certificate nobody vouches for.
  @Test
  void pullsOverTlsFromWhomItTrusts() throws Exception {
    try (TestServer other = TestServer.with(TestServer.PATIENT.withTls(selfSigned()));
        Tool _ = publishTo(other.url("live/x").replace("rtmp:", "rtmps:"))) {
      await().atMost(Patience.FOR_PROGRAMS).until(() -> other.frames("live/x") >= 30);
      RtmpAddress address = RtmpAddress.parse(other.url("live/x").replace("rtmp:", "rtmps:"));
      RtmpCallVerticle caller = server.caller(RtmpCallOptions.DEFAULT);
      caller.pull(new RtmpTarget(StreamKey.parse("live/strict"), address, true));
      caller.pull(new RtmpTarget(StreamKey.parse("live/copy"), address, false));
      awaitFrames("live/copy", 30);
      await()
          .atMost(Patience.FOR_PROGRAMS)
          .until(() -> !caller.pulls().get(0).lastFailure().isEmpty());
      assertEquals(0, server.frames("live/strict"));
    }
  }

  private PemKeyCertOptions selfSigned() throws Exception {
    Path key = folder.resolve("key.pem");
    Path certificate = folder.resolve("certificate.pem");
    try (Tool openssl =
        Tool.startLine(
            "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -keyout "
                + key
                + " -out "
                + certificate)) {
      assertEquals(0, openssl.await(90));
    }
    return new PemKeyCertOptions().setKeyPath(key + "").setCertPath(certificate + "");
  }

  private Tool publishByFfmpeg(String path) throws IOException {
    return publishTo(server.url(path));
  }

  private static Tool publishTo(String url) throws IOException {
    return Tool.startLine(
        "ffmpeg -v error -re -f lavfi -i testsrc2=size=320x180:rate=25 -f lavfi -i sine"
            + " -c:v libx264 -preset ultrafast -tune zerolatency -g 25 -c:a aac -f flv "
            + url);
  }

  private void awaitFrames(String key, long count) {
    await().atMost(Patience.FOR_PROGRAMS).until(() -> server.frames(key) >= count);
  }

  private List<Codec> codecs(String key) {
    return Objects.requireNonNull(server.streams.find(StreamKey.parse(key)))
        .tracks()
        .asList()
        .stream()
        .map(track -> track.codec())
        .toList();
  }

  private static long pictures(Path recording) throws Exception {
    return tags(recording).stream().filter(RtmpInteropTest::isPicture).count();
  }

  /// A coded picture, not a sequence header.
  private static boolean isPicture(FlvTag tag) {
    return tag.type() == FlvTag.Type.VIDEO && tag.body().length() > 5 && tag.body().u8(1) == 1;
  }

  private static List<FlvTag> tags(Path recording) throws Exception {
    List<FlvTag> tags = new ArrayList<>();
    if (Files.exists(recording)) {
      new FlvReader(tags::add).accept(Bytes.wrap(Files.readAllBytes(recording)));
    }
    return tags;
  }
}
