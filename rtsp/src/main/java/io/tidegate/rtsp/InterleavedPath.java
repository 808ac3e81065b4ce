package io.tidegate.rtsp;

import io.tidegate.media.Bytes;
import io.tidegate.media.Nullable;
import io.tidegate.rtsp.message.PortPair;
import io.tidegate.rtsp.message.TransportHeader;
import io.vertx.core.Future;

/// Two channels of the RTSP connection. RFC 2326 §10.12. Loop-confined.
final class InterleavedPath implements TrackPath {
  private final RtspClient client;
  private final PortPair offered;
  private PortPair channels;

  /// @param media index of the track: 0 gets the channels 0 and 1
  InterleavedPath(RtspClient client, int media) {
    this.client = client;
    this.offered = new PortPair(2 * media, 2 * media + 1);
    this.channels = offered;
  }

  @Override
  public TransportHeader offer() {
    return TransportHeader.tcp(offered, false);
  }

  /// The camera may choose other channels than those offered.
  @Override
  public Future<Void> agreed(TransportHeader answer) {
    if (!answer.isTcp() || !answer.isPlain()) {
      return Future.failedFuture(
          new PullFailure(
              PullFailure.Kind.TRANSPORT, "the camera answers " + answer.profile() + " to TCP"));
    }
    PortPair chosen = answer.interleaved();
    channels = chosen == null ? offered : chosen;
    return Future.succeededFuture();
  }

  /// Whether a packet of this channel is of this track; null when it is not.
  @Nullable
  Boolean isRtcp(int channel) {
    if (channel == channels.rtp()) {
      return false;
    }
    return channel == channels.rtcp() ? Boolean.TRUE : null;
  }

  @Override
  public void rtcp(Bytes compound) {
    client.packet(channels.rtcp(), compound);
  }

  @Override
  public void close() {}
}
