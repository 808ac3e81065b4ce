package io.tidegate.rtsp.rtp;

import io.tidegate.media.Bytes;
import io.tidegate.media.MalformedException;
import io.tidegate.media.Reason;
import io.tidegate.media.UnsupportedException;
import io.tidegate.media.codec.MpegAudioHeader;

/// MPEG audio, layers II and III, over RTP. RFC 2250 §3.5. Loop-confined.
final class MpegAudioDepacketizer implements Depacketizer {
  /// Two bytes that must be zero, and the offset of a fragment in its frame.
  private static final int HEADER_LENGTH = 4;

  private final int hertz;
  private final Output out;
  private final FrameFragments fragments;

  /// @param hertz of the RTP timestamps
  MpegAudioDepacketizer(int hertz, Output out) {
    this.hertz = hertz;
    this.out = out;
    fragments = new FrameFragments(out);
  }

  @Override
  public void accept(RtpPacket packet, boolean afterGap) {
    fragments.begin(packet, afterGap);
    Bytes payload = packet.payload();
    if (payload.length() <= HEADER_LENGTH) {
      out.count(Reason.TRUNCATED);
      return;
    }
    Bytes content = payload.slice(HEADER_LENGTH);
    try {
      if (payload.u16(2) == 0) {
        frames(packet, content);
      } else {
        fragment(packet, payload.u16(2), content);
      }
    } catch (MalformedException | UnsupportedException broken) {
      out.damaged(
          broken instanceof MalformedException malformed ? malformed.reason() : Reason.UNSUPPORTED);
    }
  }

  @Override
  public void end() {
    fragments.drop(Reason.TRUNCATED);
  }

  /// Whole frames, or the first part of one.
  private void frames(RtpPacket packet, Bytes content)
      throws MalformedException, UnsupportedException {
    int at = 0;
    long offsetTicks = 0;
    while (at < content.length()) {
      MpegAudioHeader header = MpegAudioHeader.parse(content, at);
      int left = content.length() - at;
      if (header.frameLength() > left) {
        if (at > 0) {
          throw new MalformedException(Reason.BAD_LENGTH, at, "a frame longer than its packet");
        }
        fragments.start(packet, header.frameLength(), content);
        return;
      }
      emit(packet, offsetTicks, header, content.slice(at, header.frameLength()));
      offsetTicks +=
          (long) header.params().samplesPerFrame() * hertz / header.params().sampleRate();
      at += header.frameLength();
    }
  }

  private void fragment(RtpPacket packet, int offset, Bytes content)
      throws MalformedException, UnsupportedException {
    if (fragments.isOpen() && offset != fragments.size()) {
      fragments.drop(Reason.GAP);
    }
    Bytes frame = fragments.add(content);
    if (frame != null) {
      emit(packet, 0, MpegAudioHeader.parse(frame, 0), frame);
    }
  }

  private void emit(RtpPacket packet, long offsetTicks, MpegAudioHeader header, Bytes frame) {
    out.params(header.params());
    out.frame(packet.timestamp(), offsetTicks, true, frame);
  }
}
