package io.tidegate.media.ts;

import static io.tidegate.media.ts.TsPacketFormat.ADAPTATION_PCR;
import static io.tidegate.media.ts.TsPacketFormat.HEADER_LENGTH;

/// Questions to the adaptation field of one packet. ISO/IEC 13818-1 §2.4.3.4.
///
/// Every offset is that of the packet's sync byte; the caller has seen that the packet has the
/// field and that its length fits.
final class AdaptationField {
  private static final int FLAG_OPCR = 0x08;
  private static final int FLAG_SPLICING_POINT = 0x04;
  private static final int FLAG_PRIVATE_DATA = 0x02;
  private static final int FLAG_EXTENSION = 0x01;
  private static final int CLOCK_LENGTH = 6;

  private AdaptationField() {}

  /// adaptation_field_length.
  static int length(byte[] packet, int offset) {
    return packet[offset + HEADER_LENGTH] & 0xFF;
  }

  /// The flags; 0 for a field of length 0.
  static int flags(byte[] packet, int offset) {
    return length(packet, offset) == 0 ? 0 : packet[offset + HEADER_LENGTH + 1] & 0xFF;
  }

  static boolean hasPcr(byte[] packet, int offset) {
    return (flags(packet, offset) & ADAPTATION_PCR) != 0 && length(packet, offset) > CLOCK_LENGTH;
  }

  /// program_clock_reference_base, 33 bits; the extension of 27 MHz is not needed.
  static long pcr(byte[] packet, int offset) {
    int at = offset + HEADER_LENGTH + 2;
    long high = (packet[at] & 0xFFL) << 24 | (packet[at + 1] & 0xFFL) << 16;
    long low = (packet[at + 2] & 0xFFL) << 8 | (packet[at + 3] & 0xFFL);
    return (high | low) << 1 | (packet[at + 4] & 0x80) >> 7;
  }

  /// Whether the field holds stuffing, which a muxer writes where a PES packet ends: more bytes
  /// than the flags account for, or no flag at all.
  static boolean isStuffed(byte[] packet, int offset) {
    int length = length(packet, offset);
    int flags = flags(packet, offset);
    if (flags == 0) {
      return true;
    }
    int used = 1;
    used += (flags & ADAPTATION_PCR) != 0 ? CLOCK_LENGTH : 0;
    used += (flags & FLAG_OPCR) != 0 ? CLOCK_LENGTH : 0;
    used += (flags & FLAG_SPLICING_POINT) != 0 ? 1 : 0;
    int first = offset + HEADER_LENGTH + 1;
    if ((flags & FLAG_PRIVATE_DATA) != 0 && used < length) {
      used += 1 + (packet[first + used] & 0xFF);
    }
    if ((flags & FLAG_EXTENSION) != 0 && used < length) {
      used += 1 + (packet[first + used] & 0xFF);
    }
    return used < length;
  }
}
