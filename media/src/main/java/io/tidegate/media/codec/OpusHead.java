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

  /// The channel mapping table, where the family has one.
  private static final int TABLE_AT = LENGTH;

  /// The index of a channel without sound.
  private static final int SILENT = 255;

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
    int family = head.u8(18);
    int mostChannels = mostChannels(family);
    if (channels > mostChannels) {
      throw new MalformedException(
          Reason.BAD_VALUE, 9, "Opus mapping family " + family + " with " + channels + " channels");
    }
    if (family != 0) {
      checkTable(head, channels);
    }
    int length = family == 0 ? LENGTH : TABLE_AT + 2 + channels;
    int preSkip = head.u8(10) | head.u8(11) << 8;
    return new CodecParams.Opus(channels, preSkip, head.slice(0, length).detached());
  }

  /// §5.1.1.1 to §5.1.1.4; families that are reserved are read like 255.
  private static int mostChannels(int family) {
    return switch (family) {
      case 0 -> 2;
      case 1 -> 8;
      default -> 255;
    };
  }

  /// §5.1.1: stream count, coupled count, and for each channel an index among what they decode to.
  private static void checkTable(Bytes head, int channels) throws MalformedException {
    if (head.length() < TABLE_AT + 2 + channels) {
      throw new MalformedException(
          Reason.TRUNCATED, TABLE_AT, "OpusHead without its channel table");
    }
    int streams = head.u8(TABLE_AT);
    int coupled = head.u8(TABLE_AT + 1);
    if (streams == 0 || coupled > streams || streams + coupled > 255) {
      throw new MalformedException(
          Reason.BAD_VALUE, TABLE_AT, "Opus of " + streams + " streams, " + coupled + " coupled");
    }
    for (int channel = 0; channel < channels; channel++) {
      int index = head.u8(TABLE_AT + 2 + channel);
      if (index >= streams + coupled && index != SILENT) {
        throw new MalformedException(
            Reason.BAD_VALUE, TABLE_AT + 2 + channel, "an Opus channel of no stream: " + index);
      }
    }
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
