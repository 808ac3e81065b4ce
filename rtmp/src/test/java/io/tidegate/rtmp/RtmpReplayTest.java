package io.tidegate.rtmp;

import static io.tidegate.media.testing.Patience.await;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tidegate.media.Bytes;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Recorded publishers, byte by byte what they sent, in pieces of several sizes.
final class RtmpReplayTest {
  @ParameterizedTest
  @CsvSource({
    "rtmp-ffmpeg51-publish.c2s.bin, 188",
    "rtmp-ffmpeg51-publish.c2s.bin, 65536",
    "rtmp-gst-rtmp2sink-publish.c2s.bin, 188",
    "rtmp-gst-rtmp2sink-publish.c2s.bin, 65536"
  })
  void takesARecordedPublisher(String name, int piece) throws Exception {
    String corpus = System.getProperty("corpus", "");
    assumeTrue(!corpus.isBlank(), "no corpus");
    Path file = Path.of(corpus, "streams", name);
    assumeTrue(Files.exists(file), "not in this corpus");
    Bytes recorded = Bytes.wrap(Files.readAllBytes(file));
    try (TestServer server = TestServer.open();
        RawPeer peer = new RawPeer(server.port)) {
      for (int at = 0; at < recorded.length(); at += piece) {
        peer.raw(recorded.slice(at, Math.min(piece, recorded.length() - at)));
      }
      await().until(() -> server.streams.streams().size() == 1);
      await().until(() -> server.streams.streams().get(0).frames() > 60);
      assertTrue(server.stats.malformed().isEmpty());
    }
  }
}
