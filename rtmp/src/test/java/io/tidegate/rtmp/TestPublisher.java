package io.tidegate.rtmp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tidegate.media.ByteWriter;
import io.tidegate.media.Bytes;
import io.tidegate.media.codec.AvcDecoderConfiguration;
import io.tidegate.media.testing.SyntheticStreams;
import io.tidegate.rtmp.chunk.RawMessage;
import java.io.IOException;

/// Publishes numbered pictures with a sound each, by raw bytes; every tenth is a key frame.
final class TestPublisher implements AutoCloseable {
  private static final int AUDIO = 8;
  private static final int VIDEO = 9;

  private final RawPeer peer;
  private int pictures;

  private TestPublisher(RawPeer peer) {
    this.peer = peer;
  }

  /// Publishes `live/name` and has sent what a decoder needs first.
  static TestPublisher of(TestServer server, String name) throws Exception {
    RawPeer peer = RawPeer.connected(server.port, "live");
    peer.publish(name);
    assertEquals("NetStream.Publish.Start", peer.status());
    Bytes avc = AvcDecoderConfiguration.write(SyntheticStreams.avc());
    peer.send(new RawMessage(VIDEO, 1, 0, Bytes.concat(Bytes.ofHex("1700000000"), avc)));
    peer.send(new RawMessage(AUDIO, 1, 0, Bytes.ofHex("AF00 1210")));
    return new TestPublisher(peer);
  }

  /// Twice as many frames.
  void send(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      boolean key = pictures % 10 == 0;
      Bytes picture =
          new ByteWriter()
              .u8(key ? 0x17 : 0x27)
              .u32(0x0100_0000)
              .u32(5)
              .u8(key ? 0x65 : 0x41)
              .u32(0x1000_0000L + pictures)
              .toBytes();
      peer.send(new RawMessage(VIDEO, 1, 40 * pictures, picture));
      peer.send(new RawMessage(AUDIO, 1, 40 * pictures, Bytes.ofHex("AF01 2110 0500")));
      pictures++;
    }
  }

  RawPeer peer() {
    return peer;
  }

  @Override
  public void close() throws IOException {
    peer.close();
  }
}
