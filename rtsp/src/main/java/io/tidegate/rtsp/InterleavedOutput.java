package io.tidegate.rtsp;

import io.tidegate.media.Bytes;
import io.tidegate.media.Nullable;
import io.tidegate.rtsp.message.PortPair;
import io.tidegate.rtsp.message.TransportHeader;
import io.vertx.core.Future;
import java.util.List;

/// Media between the answers of the connection. RFC 2326 §10.12. Loop-confined.
final class InterleavedOutput implements PlayOutput {
  private final ServerConnection connection;
  private final InterleavedChannels channels;

  InterleavedOutput(ServerConnection connection, int mediaCount) {
    this.connection = connection;
    this.channels = new InterleavedChannels(mediaCount);
  }

  @Override
  public Future<TransportHeader> setUp(int media, TransportHeader wanted) {
    try {
      PortPair pair = ServerTransports.channels(wanted.interleaved(), channels.taken());
      channels.put(media, pair);
      return Future.succeededFuture(TransportHeader.tcp(pair, false));
    } catch (RequestRefused refused) {
      return Future.failedFuture(refused);
    }
  }

  @Override
  public void write(Bytes framed) {
    Bytes out = channels.of(framed);
    if (!out.isEmpty()) {
      connection.write(out);
    }
  }

  @Override
  public boolean isFull() {
    return connection.isFull();
  }

  @Override
  public @Nullable Integer mediaOfRtcp(int channel) {
    return channels.mediaOf(channel);
  }

  /// TCP loses nothing.
  @Override
  public int resend(int media, List<Integer> sequenceNumbers) {
    return 0;
  }

  @Override
  public boolean needsLife() {
    return false;
  }

  /// The connection is its session's.
  @Override
  public void close() {}
}
