package io.tidegate.rtsp;

import io.tidegate.media.ByteWriter;
import io.tidegate.media.Bytes;
import io.tidegate.media.Nullable;
import io.tidegate.rtsp.message.PortPair;
import io.tidegate.rtsp.message.RtspWriter;
import io.tidegate.rtsp.message.TransportHeader;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Media between the answers of the connection. RFC 2326 §10.12. Loop-confined.
///
/// A player that took all media and the usual channels gets the shared bytes as they are.
final class InterleavedOutput implements PlayOutput {
  private final ServerConnection connection;
  private final int mediaCount;
  private final Map<Integer, PortPair> channels = new TreeMap<>();
  private boolean asShared;

  InterleavedOutput(ServerConnection connection, int mediaCount) {
    this.connection = connection;
    this.mediaCount = mediaCount;
  }

  @Override
  public Future<TransportHeader> setUp(int media, TransportHeader wanted) {
    try {
      PortPair pair = ServerTransports.channels(wanted.interleaved(), channels.values());
      channels.put(media, pair);
      asShared =
          channels.size() == mediaCount && channels.entrySet().stream().allMatch(this::isUsual);
      return Future.succeededFuture(TransportHeader.tcp(pair, false));
    } catch (RequestRefused refused) {
      return Future.failedFuture(refused);
    }
  }

  private boolean isUsual(Map.Entry<Integer, PortPair> entry) {
    int media = entry.getKey();
    return entry.getValue().equals(new PortPair(2 * media, 2 * media + 1));
  }

  @Override
  public void write(Bytes framed) {
    if (asShared) {
      connection.write(framed);
      return;
    }
    ByteWriter out = new ByteWriter(framed.length());
    FramedPackets.forEach(
        framed,
        (media, rtcp, packet) -> {
          PortPair pair = channels.get(media);
          if (pair != null) {
            RtspWriter.header(rtcp ? pair.rtcp() : pair.rtp(), packet.length(), out);
            out.write(packet);
          }
        });
    if (out.size() > 0) {
      connection.write(out.toBytes());
    }
  }

  @Override
  public boolean isFull() {
    return connection.isFull();
  }

  /// Some players report in the channel of the media.
  @Override
  public @Nullable Integer mediaOfRtcp(int channel) {
    for (Map.Entry<Integer, PortPair> entry : channels.entrySet()) {
      if (entry.getValue().rtcp() == channel || entry.getValue().rtp() == channel) {
        return entry.getKey();
      }
    }
    return null;
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
