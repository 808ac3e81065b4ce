package io.tidegate.rtsp.rtp;

import io.tidegate.media.MalformedException;
import io.tidegate.media.codec.OpusHead;
import io.tidegate.media.codec.OpusPacket;

/// Opus over RTP: a packet is a packet. RFC 7587. Loop-confined.
final class OpusDepacketizer implements Depacketizer {
  /// The rtpmap always says two, whatever is in the packets; a decoder makes stereo of mono. §7
  private static final int CHANNELS = 2;

  private final Output out;

  OpusDepacketizer(Output out) {
    this.out = out;
    out.params(OpusHead.of(CHANNELS));
  }

  @Override
  public void accept(RtpPacket packet, boolean afterGap) {
    try {
      OpusPacket.duration(packet.payload());
    } catch (MalformedException broken) {
      out.damaged(broken.reason());
      return;
    }
    out.frame(packet.timestamp(), 0, true, packet.payload());
  }

  @Override
  public void end() {
    // every packet stands alone
  }
}
