package io.tidegate.srt;

import static io.tidegate.media.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.tidegate.media.Codec;
import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.CloseReason;
import io.tidegate.media.testing.Corpus;
import io.tidegate.media.testing.Patience;
import io.tidegate.media.testing.Tool;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/// Real encoders and senders against an endpoint.
final class SrtInteropTest {
  private static Tool ffmpeg(TestEndpoint server, String query) throws IOException {
    return Tool.startLine(
        "ffmpeg -v error -re -f lavfi -i testsrc2=size=320x180:rate=25 -f lavfi -i sine"
            + " -c:v libx264 -preset ultrafast -tune zerolatency -g 25 -c:a aac"
            + " -f mpegts "
            + server.url()
            + "?mode=caller&pkt_size=1316&"
            + query);
  }

  @Test
  void takesWhatFfmpegPublishesAndWaitsForItsReturn() throws Exception {
    SrtProfile quick = SrtProfile.DEFAULT.withIdleTimeout(Duration.ofSeconds(3));
    try (TestEndpoint server = TestEndpoint.with(quick)) {
      try (Tool publisher = ffmpeg(server, "streamid=publish:e&latency=120000")) {
        await().atMost(Patience.FOR_PROGRAMS).until(() -> server.frames("e") >= 60);
        assertEquals(
            List.of(Codec.H264, Codec.AAC),
            Objects.requireNonNull(server.streams.find(StreamKey.parse("e")))
                .tracks()
                .asList()
                .stream()
                .map(track -> track.codec())
                .toList());
        publisher.kill();
        await().atMost(Patience.FOR_PROGRAMS).until(() -> server.sessions.size() == 0);
        assertThat(server.links.closed()).containsKey(CloseReason.CONNECTION_LOST);
      }
      long before = server.frames("e");
      try (Tool _ = ffmpeg(server, "streamid=#!::r=live/e,m=publish")) {
        await().atMost(Patience.FOR_PROGRAMS).until(() -> server.frames("e") >= before + 60);
      }
    }
  }

  @Test
  void takesWhatFfmpegEncryptsAndRefusesAWrongPassphrase() throws Exception {
    try (TestEndpoint server =
        TestEndpoint.with(SrtProfile.DEFAULT.withPassphrase("correcthorse1", 0))) {
      try (Tool wrong = ffmpeg(server, "streamid=publish:e&passphrase=wronghorse11&pbkeylen=16")) {
        assertNotEquals(0, wrong.await(90));
        assertNull(server.streams.find(StreamKey.parse("e")));
      }
      try (Tool _ = ffmpeg(server, "streamid=publish:e&passphrase=correcthorse1&pbkeylen=24")) {
        await().atMost(Patience.FOR_PROGRAMS).until(() -> server.frames("e") >= 30);
        assertEquals("AES-192", server.links.links().getFirst().agreed().cipher());
      }
    }
  }

  @Test
  @EnabledIf("io.tidegate.media.testing.Corpus#isPresent")
  void takesWhatSrtLiveTransmitSends() throws Exception {
    Path file = Corpus.file("ts/wrap33-h264-aac.ts").orElseThrow();
    try (TestEndpoint server = TestEndpoint.open();
        Tool sender =
            Tool.startFed(
                "srt-live-transmit",
                "-q",
                "file://con",
                server.url() + "?mode=caller&streamid=publish:l")) {
      // what it reads before it is connected, it throws away
      await().atMost(Patience.FOR_PROGRAMS).until(() -> server.sessions.size() == 1);
      sender.feed(file);
      await().atMost(Patience.FOR_PROGRAMS).until(() -> server.frames("l") >= 100);
    }
  }

  @Test
  @EnabledIf("io.tidegate.media.testing.Corpus#isPresent")
  void meetsSrtLiveTransmitInARendezvous() throws Exception {
    Path file = Corpus.file("ts/wrap33-h264-aac.ts").orElseThrow();
    int ours = FreePorts.udp();
    int theirs = FreePorts.udp();
    try (TestEndpoint server = TestEndpoint.open()) {
      SrtCaller caller =
          server.endpoint.call(
              new SrtCallTarget(
                  StreamKey.parse("live/met"),
                  "127.0.0.1",
                  theirs,
                  "",
                  FreePorts.loopback(ours),
                  SrtProfile.DEFAULT));
      try (Tool sender =
          Tool.startFed(
              "srt-live-transmit",
              "-q",
              "file://con",
              "srt://127.0.0.1:" + ours + "?mode=rendezvous&port=" + theirs)) {
        await().atMost(Patience.FOR_PROGRAMS).until(() -> server.sessions.size() == 1);
        sender.feed(file);
        await().atMost(Patience.FOR_PROGRAMS).until(() -> server.frames("live/met") >= 50);
      } finally {
        caller.close();
      }
    }
  }
}
