package io.tidegate.rtsp.rtp;

import io.tidegate.media.ByteWriter;
import io.tidegate.media.Bytes;
import io.tidegate.media.MalformedException;
import io.tidegate.media.Reason;

/// One RTP packet. RFC 3550 §5.1. Immutable.
///
/// Contributing sources, header extension and padding are read over; nothing that Tidegate sends
/// has them.
///
/// @param marker the marker bit, whose meaning the payload format gives
/// @param payloadType 0 to 127
/// @param sequenceNumber 16 bits
/// @param timestamp 32 bits of the media clock
/// @param ssrc 32 bits, synchronization source
/// @param payload may be empty
public record RtpPacket(
    boolean marker, int payloadType, int sequenceNumber, long timestamp, long ssrc, Bytes payload) {
  /// Bytes of the header without contributing sources.
  public static final int HEADER_LENGTH = 12;

  private static final int VERSION = 2;

  public RtpPacket {
    if (payloadType < 0
        || payloadType > 127
        || sequenceNumber < 0
        || sequenceNumber > 0xFFFF
        || timestamp < 0
        || timestamp > 0xFFFF_FFFFL
        || ssrc < 0
        || ssrc > 0xFFFF_FFFFL) {
      throw new IllegalArgumentException("not an RTP packet: field out of range");
    }
  }

  /// The payload is a slice of `packet`.
  ///
  /// @throws MalformedException when it is not a whole RTP packet of version 2
  public static RtpPacket parse(Bytes packet) throws MalformedException {
    if (packet.length() < HEADER_LENGTH) {
      throw new MalformedException(Reason.TRUNCATED, 0, "an RTP packet without its header");
    }
    int first = packet.u8(0);
    if (first >> 6 != VERSION) {
      throw new MalformedException(Reason.BAD_VALUE, 0, "not RTP version 2");
    }
    int at = HEADER_LENGTH + 4 * (first & 0x0F); // CSRC list
    if ((first & 0x10) != 0) { // X: header extension, §5.3.1: profile and length in words
      if (packet.length() < at + 4) {
        throw new MalformedException(Reason.TRUNCATED, at, "an RTP packet ends in its extension");
      }
      at += 4 + 4 * packet.u16(at + 2);
    }
    int end = packet.length();
    if ((first & 0x20) != 0) { // P: the last byte counts the padding, itself included
      end -= packet.u8(end - 1);
    }
    if (at > end) {
      throw new MalformedException(Reason.BAD_LENGTH, at, "an RTP header longer than its packet");
    }
    int second = packet.u8(1);
    return new RtpPacket(
        (second & 0x80) != 0,
        second & 0x7F,
        packet.u16(2),
        packet.u32(4),
        packet.u32(8),
        packet.slice(at, end - at));
  }

  /// The packet as it goes over the wire.
  public Bytes write() {
    return new ByteWriter(HEADER_LENGTH + payload.length())
        .u8(VERSION << 6)
        .u8((marker ? 0x80 : 0) | payloadType)
        .u16(sequenceNumber)
        .u32(timestamp)
        .u32(ssrc)
        .write(payload)
        .toBytes();
  }
}
