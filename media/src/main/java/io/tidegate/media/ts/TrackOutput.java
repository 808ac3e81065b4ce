package io.tidegate.media.ts;

import io.tidegate.media.Bytes;
import io.tidegate.media.CodecParams;
import io.tidegate.media.MediaTime;

/// Where the reader of one elementary stream puts its frames. Loop-confined.
final class TrackOutput {
  private final int trackId;
  private final FrameOrder order;
  private int epoch;
  private long receivedNanos;

  TrackOutput(int trackId, FrameOrder order) {
    this.trackId = trackId;
    this.order = order;
  }

  /// What follows came in this PES packet.
  void begin(int pesEpoch, long pesReceivedNanos) {
    epoch = pesEpoch;
    receivedNanos = pesReceivedNanos;
  }

  /// Parameters of the frames from here on; the same again change nothing.
  void params(CodecParams params) {
    order.params(trackId, params);
  }

  /// @param payload is kept as it is: never a slice of what is used again
  void frame(MediaTime dts, MediaTime pts, boolean keyFrame, Bytes payload) {
    order.frame(new FrameOrder.Timing(trackId, epoch, dts, pts, receivedNanos), keyFrame, payload);
  }
}
