package io.tidegate.media.codec;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.tidegate.media.ByteWriter;
import io.tidegate.media.Bytes;
import io.tidegate.media.CodecParams;
import io.tidegate.media.MalformedException;
import io.tidegate.media.Reason;

/// The identification header of Opus. RFC 7845 §5.1.
public final class OpusHead {
  private static final Bytes MAGIC = Bytes.of("OpusHead", US_ASCII);
  private static final int LENGTH = 19;

  /// 80 ms at 48 kHz, what RFC 7845 §4.2 recommends.
  private static final int USUAL_PRE_SKIP = 3840;

  private OpusHead() {}

  public static CodecParams.Opus parse(Bytes head) throws MalformedException {
    if (head.length() < LENGTH || !head.slice(0, 8).equals(MAGIC)) {
      throw new MalformedException(Reason.BAD_VALUE, 0, "not an OpusHead");
    }
    int channels = head.u8(9);
    if (head.u8(8) >> 4 != 0 || channels == 0) {
      throw new MalformedException(Reason.BAD_VALUE, 8, "OpusHead of an unknown version");
    }
    boolean hasTable = head.u8(18) != 0;
    if (hasTable && head.length() < LENGTH + 2 + channels) {
      throw new MalformedException(Reason.TRUNCATED, LENGTH, "OpusHead without its channel table");
    }
    int preSkip = head.u8(10) | head.u8(11) << 8;
    return new CodecParams.Opus(channels, preSkip, head.detached());
  }

  /// One or two channels by mapping family 0.
  public static CodecParams.Opus of(int channels) {
    if (channels < 1 || channels > 2) {
      throw new IllegalArgumentException("mapping family 0 has one or two channels: " + channels);
    }
    ByteWriter out = new ByteWriter(LENGTH).write(MAGIC).u8(1).u8(channels);
    out.u16(Short.reverseBytes((short) USUAL_PRE_SKIP)); // little-endian
    out.u32(Integer.reverseBytes(48_000) & 0xFFFF_FFFFL).u16(0).u8(0);
    return new CodecParams.Opus(channels, USUAL_PRE_SKIP, out.toBytes());
  }
}
