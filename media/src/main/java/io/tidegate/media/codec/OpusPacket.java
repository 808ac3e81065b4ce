package io.tidegate.media.codec;

import io.tidegate.media.Bytes;
import io.tidegate.media.MalformedException;
import io.tidegate.media.MediaTime;
import io.tidegate.media.Reason;

/// What the first bytes of an Opus packet tell. RFC 6716 §3.1, §3.2.
public final class OpusPacket {
  /// A packet has at most 120 ms. §3.2.5
  private static final long MAX_SAMPLES = 5760;

  private static final int[] SILK = {480, 960, 1920, 2880};
  private static final int[] HYBRID = {480, 960};
  private static final int[] CELT = {120, 240, 480, 960};

  private OpusPacket() {}

  /// How long the packet sounds.
  public static MediaTime duration(Bytes packet) throws MalformedException {
    if (packet.isEmpty()) {
      throw new MalformedException(Reason.TRUNCATED, 0, "an Opus packet of no bytes");
    }
    int toc = packet.u8(0);
    long samples = (long) frameSamples(toc >> 3) * frames(toc & 3, packet);
    if (samples > MAX_SAMPLES) {
      throw new MalformedException(Reason.BAD_VALUE, 1, "an Opus packet of over 120 ms");
    }
    return MediaTime.ofTicks(samples, 48_000);
  }

  private static int frameSamples(int config) {
    if (config < 12) {
      return SILK[config & 3];
    }
    return config < 16 ? HYBRID[config & 1] : CELT[config & 3];
  }

  private static int frames(int code, Bytes packet) throws MalformedException {
    if (code < 3) {
      return code == 0 ? 1 : 2;
    }
    if (packet.length() < 2) {
      throw new MalformedException(Reason.TRUNCATED, 1, "an Opus packet without its frame count");
    }
    int frames = packet.u8(1) & 0x3F;
    if (frames == 0) { // §3.2.5, requirement R5 of §3.4
      throw new MalformedException(Reason.BAD_VALUE, 1, "an Opus packet of no frames");
    }
    return frames;
  }
}
