package io.tidegate.udp.packet;

import io.tidegate.media.ByteWriter;
import io.tidegate.media.Bytes;
import io.tidegate.media.Nullable;

/// One RTP packet that carries a transport stream. RFC 3550 §5.1, RFC 2250 §2. Immutable.
///
/// @param payloadType 0 to 127
/// @param sequence 16 bits
/// @param timestamp 32 bits, 90 kHz
/// @param ssrc 32 bits, synchronization source
/// @param payload may be empty
record RtpPacket(int payloadType, int sequence, long timestamp, long ssrc, Bytes payload) {
  /// MP2T: an MPEG-2 transport stream. RFC 3551 §6
  static final int MP2T = 33;

  /// Bytes of the header without contributing sources.
  static final int HEADER_BYTES = 12;

  private static final int VERSION = 2;

  /// Whether a datagram may be one. Its first byte can never be that of a transport stream packet,
  /// 0x47, whose first two bits would be version 1.
  static boolean isRtp(Bytes datagram) {
    return datagram.length() >= HEADER_BYTES && datagram.u8(0) >> 6 == VERSION;
  }

  /// Contributing sources, header extension and padding are read over.
  ///
  /// @return null when it is not a whole one of version 2
  static @Nullable RtpPacket parse(Bytes datagram) {
    if (!isRtp(datagram)) {
      return null;
    }
    int first = datagram.u8(0);
    int at = HEADER_BYTES + 4 * (first & 0x0F); // CSRC list
    if ((first & 0x10) != 0) { // X: header extension, §5.3.1: profile and length in words
      if (datagram.length() < at + 4) {
        return null;
      }
      at += 4 + 4 * datagram.u16(at + 2);
    }
    int end = datagram.length();
    if ((first & 0x20) != 0) { // P: the last byte counts the padding, itself included
      end -= datagram.u8(end - 1);
    }
    if (at > end) {
      return null;
    }
    return new RtpPacket(
        datagram.u8(1) & 0x7F,
        datagram.u16(2),
        datagram.u32(4),
        datagram.u32(8),
        datagram.slice(at, end - at));
  }

  /// As it goes over the wire.
  void write(ByteWriter out) {
    out.u8(VERSION << 6).u8(payloadType).u16(sequence).u32(timestamp).u32(ssrc).write(payload);
  }
}
