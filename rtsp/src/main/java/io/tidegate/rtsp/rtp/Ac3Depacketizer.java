package io.tidegate.rtsp.rtp;

import io.tidegate.media.Bytes;
import io.tidegate.media.CodecParams;
import io.tidegate.media.MalformedException;
import io.tidegate.media.Reason;
import io.tidegate.media.codec.Ac3Header;

/// AC-3 over RTP. RFC 4184 §4. Loop-confined.
final class Ac3Depacketizer implements Depacketizer {
  /// Frame type in the low two bits, and the number of frames or fragments.
  private static final int HEADER_LENGTH = 2;

  private static final int WHOLE_FRAMES = 0;
  private static final int LATER_FRAGMENT = 3;

  private final int hertz;
  private final Output out;
  private final FrameFragments fragments;

  /// @param hertz of the RTP timestamps, which is the sample rate
  Ac3Depacketizer(int hertz, Output out) {
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
      switch (payload.u8(0) & 3) {
        case WHOLE_FRAMES -> frames(packet, content);
        case LATER_FRAGMENT -> {
          Bytes frame = fragments.add(content);
          if (frame != null) {
            emit(packet, 0, header(frame, 0), frame);
          }
        }
        default -> fragments.start(packet, header(content, 0).frameLength(), content);
      }
    } catch (MalformedException broken) {
      out.damaged(broken.reason());
    }
  }

  @Override
  public void end() {
    fragments.drop(Reason.TRUNCATED);
  }

  private void frames(RtpPacket packet, Bytes content) throws MalformedException {
    int at = 0;
    long offsetTicks = 0;
    while (at < content.length()) {
      Ac3Header header = header(content, at);
      if (header.frameLength() > content.length() - at) {
        throw new MalformedException(Reason.BAD_LENGTH, at, "a frame longer than its packet");
      }
      emit(packet, offsetTicks, header, content.slice(at, header.frameLength()));
      CodecParams.Ac3 params = header.params();
      offsetTicks += (long) params.samplesPerFrame() * hertz / params.sampleRate();
      at += header.frameLength();
    }
  }

  private static Ac3Header header(Bytes content, int at) throws MalformedException {
    if (content.length() - at < Ac3Header.LENGTH || !Ac3Header.startsAt(content, at)) {
      throw new MalformedException(Reason.LOST_SYNC, at, "no AC-3 frame");
    }
    return Ac3Header.parse(content, at);
  }

  private void emit(RtpPacket packet, long offsetTicks, Ac3Header header, Bytes frame) {
    out.params(header.params());
    out.frame(packet.timestamp(), offsetTicks, true, frame);
  }
}
