package io.tidegate.media.ts;

import io.tidegate.media.Bytes;
import io.tidegate.media.MalformedException;
import io.tidegate.media.Reason;

/// The header of a PES packet, read, and what it carries. ISO/IEC 13818-1 §2.4.3.6. Immutable.
///
/// @param pts 33 bits at 90 kHz, or [#NO_TIME]
/// @param dts 33 bits at 90 kHz; the PTS when only that is told, or [#NO_TIME]
record PesPacket(boolean scrambled, long pts, long dts, Bytes content) {
  static final long NO_TIME = -1;

  private static final int START_CODE_PREFIX = 1;
  private static final int HEADER_LENGTH = 9;
  private static final int TIME_LENGTH = 5;
  private static final int FLAG_PTS = 0x80;
  private static final int FLAG_DTS = 0x40;

  static PesPacket parse(Bytes packet) throws MalformedException {
    if (packet.length() < HEADER_LENGTH) {
      throw new MalformedException(Reason.TRUNCATED, "a PES packet ends inside its header");
    }
    if (packet.u24(0) != START_CODE_PREFIX) {
      throw new MalformedException(Reason.LOST_SYNC, 0, "no start code before a PES packet");
    }
    // PES_packet_length was used before; stream_id does not matter: the PMT said what it is
    int first = packet.u8(6);
    if ((first & 0xC0) != 0x80) {
      throw new MalformedException(Reason.BAD_VALUE, 6, "a PES packet without an MPEG-2 header");
    }
    int flags = packet.u8(7);
    int contentAt = HEADER_LENGTH + packet.u8(8); // whatever else the header has is skipped
    if (contentAt > packet.length()) {
      throw new MalformedException(Reason.BAD_LENGTH, 8, "a PES header longer than its packet");
    }
    long pts = NO_TIME;
    long dts = NO_TIME;
    if ((flags & FLAG_PTS) != 0 && packet.u8(8) >= TIME_LENGTH) {
      pts = time(packet, HEADER_LENGTH);
      boolean both = (flags & FLAG_DTS) != 0 && packet.u8(8) >= 2 * TIME_LENGTH;
      dts = both ? time(packet, HEADER_LENGTH + TIME_LENGTH) : pts;
    }
    return new PesPacket((first & 0x30) != 0, pts, dts, packet.slice(contentAt));
  }

  boolean hasTime() {
    return pts != NO_TIME;
  }

  /// 33 bits in five bytes; the marker bits between them are not judged.
  private static long time(Bytes packet, int at) {
    long high = packet.u8(at) >> 1 & 0x07;
    return high << 30 | (long) (packet.u16(at + 1) >> 1) << 15 | packet.u16(at + 3) >> 1;
  }
}
