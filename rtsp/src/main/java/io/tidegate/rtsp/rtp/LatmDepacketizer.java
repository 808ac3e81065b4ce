package io.tidegate.rtsp.rtp;

import io.tidegate.media.ByteWriter;
import io.tidegate.media.Bytes;
import io.tidegate.media.CodecParams;
import io.tidegate.media.MalformedException;
import io.tidegate.media.Nullable;
import io.tidegate.media.Reason;
import io.tidegate.media.UnsupportedException;
import io.tidegate.media.codec.BitReader;
import io.tidegate.rtsp.sdp.FormatParameters;

/// AAC over RTP in LATM, `MP4A-LATM`. RFC 6416 §6. Loop-confined.
///
/// One AudioMuxElement (ISO/IEC 14496-3 §1.7.3) goes over one packet or several, the last of which
/// has the marker bit. Nothing tells whether a packet begins one but the marker before it.
final class LatmDepacketizer implements Depacketizer {
  /// 64 frames, the most there can be, of 5.1 at their limit of 768 bytes a channel.
  static final int MAX_ELEMENT_BYTES = 64 * 6 * 768;

  /// A StreamMuxConfig without a program config element has 20 bytes at most.
  private static final int MAX_CONFIG_BYTES = 64;

  private final int hertz;
  private final boolean configInBand;
  private final Output out;
  private ByteWriter element = new ByteWriter();
  private boolean open;
  private boolean skipping;
  private long timestamp;
  private @Nullable LatmConfig config;

  /// @param hertz of the RTP timestamps
  LatmDepacketizer(int hertz, FormatParameters parameters, Output out)
      throws MalformedException, UnsupportedException {
    this.hertz = hertz;
    this.out = out;
    configInBand = parameters.number("cpresent", 1, 1) == 1;
    Bytes told = parameters.hex("config");
    if (told.length() > MAX_CONFIG_BYTES) {
      throw new MalformedException(Reason.LIMIT, "a StreamMuxConfig over its size limit");
    }
    if (!told.isEmpty()) {
      use(LatmConfig.parse(told, new BitReader(told)));
    } else if (!configInBand) {
      throw new MalformedException(Reason.BAD_VALUE, "LATM without config");
    }
  }

  @Override
  public void accept(RtpPacket packet, boolean afterGap) {
    if (afterGap) {
      if (open) {
        drop(Reason.GAP);
      }
      skipping = true;
    } else if (open && packet.timestamp() != timestamp) {
      close();
    }
    if (skipping) {
      if (packet.marker()) {
        skipping = false;
        out.damaged(Reason.GAP);
      }
      return;
    }
    open = true;
    timestamp = packet.timestamp();
    if (element.size() + packet.payload().length() > MAX_ELEMENT_BYTES) {
      drop(Reason.LIMIT);
      skipping = !packet.marker();
      return;
    }
    element.write(packet.payload());
    if (packet.marker()) {
      close();
    }
  }

  @Override
  public void end() {
    if (open) {
      drop(Reason.TRUNCATED);
    }
  }

  private void use(LatmConfig told) {
    config = told;
    out.params(told.params());
  }

  private void drop(Reason reason) {
    open = false;
    element = new ByteWriter();
    out.damaged(reason);
  }

  private void close() {
    open = false;
    try {
      element(element.toBytes());
    } catch (MalformedException broken) {
      out.damaged(broken.reason());
    } catch (UnsupportedException unsupported) {
      out.damaged(Reason.UNSUPPORTED);
    }
  }

  /// AudioMuxElement: the config or "the same", then PayloadLengthInfo and payload of each frame.
  private void element(Bytes whole) throws MalformedException, UnsupportedException {
    BitReader in = new BitReader(whole);
    if (configInBand && !in.readFlag()) { // useSameStreamMux
      use(LatmConfig.parse(whole, in));
    }
    LatmConfig known = config;
    if (known == null) {
      throw new MalformedException(Reason.MISSING_REFERENCE, "no StreamMuxConfig yet");
    }
    CodecParams.Aac params = known.params();
    long ticks = (long) params.coreSamplesPerFrame() * hertz / params.coreSampleRate();
    for (int i = 0; i < known.frames(); i++) {
      Bytes frame = frame(whole, in);
      if (!frame.isEmpty()) {
        out.frame(timestamp, i * ticks, true, frame);
      }
    }
  }

  private static Bytes frame(Bytes whole, BitReader in) throws MalformedException {
    int length = 0;
    int more;
    do {
      more = in.readBits(8);
      length += more;
    } while (more == 255);
    if (8L * length > in.bitsLeft()) {
      throw new MalformedException(Reason.BAD_LENGTH, "an AAC frame longer than its element");
    }
    if (in.position() % 8 == 0) {
      Bytes frame = whole.slice(in.position() / 8, length);
      in.skip(8 * length);
      return frame;
    }
    ByteWriter frame = new ByteWriter(length);
    for (int i = 0; i < length; i++) {
      frame.u8(in.readBits(8));
    }
    return frame.toBytes();
  }
}
