package io.tidegate.srt.packet;

import java.nio.ByteBuffer;

/// The 16 bytes that every SRT packet starts with (draft-sharabayko-srt-01 §3), read and written in
/// place. No state, any thread.
///
/// Every method takes the buffer and the index of the packet's first byte. Callers check with
/// [#HEADER_BYTES] first that the packet is long enough.
public final class SrtPacket {
  /// Length of the header of data and control packets.
  public static final int HEADER_BYTES = 16;

  /// Message number of the packets that a packet filter adds (libsrt's `SRT_MSGNO_CONTROL`). They
  /// carry a sequence number that belongs to another packet.
  public static final int FILTER_MESSAGE_NUMBER = 0;

  private static final int CONTROL_BIT = 0x8000_0000;
  private static final int SEQUENCE_MASK = 0x7FFF_FFFF;
  private static final int RETRANSMITTED_BIT = 0x0400_0000;
  private static final int MESSAGE_NUMBER_MASK = 0x03FF_FFFF;

  private SrtPacket() {}

  /// F bit: a control packet, not data.
  public static boolean isControl(ByteBuffer buffer, int at) {
    return buffer.getInt(at) < 0;
  }

  /// §3.1: packet sequence number, 31 bits.
  public static int sequence(ByteBuffer buffer, int at) {
    return buffer.getInt(at) & SEQUENCE_MASK;
  }

  /// §3.1: message number, 26 bits.
  public static int messageNumber(ByteBuffer buffer, int at) {
    return buffer.getInt(at + 4) & MESSAGE_NUMBER_MASK;
  }

  /// §3.1, R bit: sent before.
  public static boolean isRetransmitted(ByteBuffer buffer, int at) {
    return (buffer.getInt(at + 4) & RETRANSMITTED_BIT) != 0;
  }

  /// Sets the R bit.
  public static void markRetransmitted(ByteBuffer buffer, int at) {
    buffer.putInt(at + 4, buffer.getInt(at + 4) | RETRANSMITTED_BIT);
  }

  /// §3.1, KK: 0 not encrypted, 1 even key, 2 odd key.
  public static int keyFlag(ByteBuffer buffer, int at) {
    return buffer.getInt(at + 4) >>> 27 & 3;
  }

  /// Microseconds since the sender's socket started; wraps at 2^32 (about 72 minutes).
  public static int timestampMicros(ByteBuffer buffer, int at) {
    return buffer.getInt(at + 8);
  }

  /// The socket that the packet is for; 0 in the first handshakes.
  public static int destination(ByteBuffer buffer, int at) {
    return buffer.getInt(at + 12);
  }

  /// §3.2: control type, 15 bits; see [ControlType].
  public static int controlType(ByteBuffer buffer, int at) {
    return buffer.getInt(at) >>> 16 & 0x7FFF;
  }

  /// §3.2: subtype, 16 bits; only [ControlType#EXTENDED] uses it.
  public static int controlSubtype(ByteBuffer buffer, int at) {
    return buffer.getInt(at) & 0xFFFF;
  }

  /// §3.2: the field whose meaning depends on the type: an ACK's and an ACKACK's own number.
  public static int additional(ByteBuffer buffer, int at) {
    return buffer.getInt(at + 4);
  }

  /// Writes the header of a control packet with subtype 0.
  public static void writeControl(
      ByteBuffer buffer, int at, int type, int additional, int timestampMicros, int destination) {
    buffer.putInt(at, CONTROL_BIT | type << 16);
    buffer.putInt(at + 4, additional);
    buffer.putInt(at + 8, timestampMicros);
    buffer.putInt(at + 12, destination);
  }
}
