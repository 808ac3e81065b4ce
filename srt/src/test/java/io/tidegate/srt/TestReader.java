package io.tidegate.srt;

import io.tidegate.media.ByteWriter;
import io.tidegate.media.Bytes;
import io.tidegate.srt.lib.NativeBlock;
import io.tidegate.srt.lib.SrtException;
import io.tidegate.srt.lib.SrtOption;
import io.tidegate.srt.lib.SrtSettings;
import io.tidegate.srt.lib.TestPeer;
import java.net.InetSocketAddress;

/// A caller that reads and waits at most half a minute for each message. Its latency is long, so
/// that on a busy machine too lost packets come again before they are missed. One thread.
final class TestReader implements AutoCloseable {
  private final TestPeer peer;
  private final NativeBlock block = new NativeBlock(1_500);

  TestReader(InetSocketAddress server, String streamId) throws SrtException {
    SrtSettings settings =
        SrtSettings.builder()
            .set(SrtOption.STREAMID, streamId)
            .set(SrtOption.RCVTIMEO, 30_000)
            .set(SrtOption.RCVLATENCY, 2_000)
            .build();
    peer = TestPeer.connected(server, settings);
  }

  /// Messages until there are so many bytes.
  Bytes read(int bytes) throws SrtException {
    ByteWriter all = new ByteWriter();
    while (all.size() < bytes) {
      all.write(message());
    }
    return all.toBytes();
  }

  Bytes message() throws SrtException {
    int length = peer.socket().receive(block.address(), 1_500);
    byte[] bytes = new byte[length];
    block.buffer().get(0, bytes);
    return Bytes.wrap(bytes);
  }

  @Override
  public void close() {
    peer.close();
    block.close();
  }
}
