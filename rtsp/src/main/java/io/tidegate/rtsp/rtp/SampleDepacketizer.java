package io.tidegate.rtsp.rtp;

import io.tidegate.media.CodecParams;
import io.tidegate.media.Reason;

/// Sound whose packets are samples and nothing else: G.711, G.722 and L16. RFC 3551 §4.5.
/// Loop-confined.
final class SampleDepacketizer implements Depacketizer {
  private final Output out;
  private final int blockBytes;

  /// @param blockBytes of the samples of all channels at one moment
  SampleDepacketizer(CodecParams.Audio params, int blockBytes, Output out) {
    this.out = out;
    this.blockBytes = blockBytes;
    out.params(params);
  }

  @Override
  public void accept(RtpPacket packet, boolean afterGap) {
    int whole = packet.payload().length() / blockBytes * blockBytes;
    if (whole < packet.payload().length()) {
      out.count(Reason.BAD_LENGTH);
    }
    if (whole > 0) {
      out.frame(packet.timestamp(), 0, true, packet.payload().slice(0, whole));
    }
  }

  @Override
  public void end() {
    // every packet stands alone
  }
}
