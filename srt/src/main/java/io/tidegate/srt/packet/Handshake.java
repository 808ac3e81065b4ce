package io.tidegate.srt.packet;

import io.tidegate.media.MalformedException;
import io.tidegate.media.Reason;
import java.nio.ByteBuffer;

/// A handshake packet (draft-sharabayko-srt-01 §3.2.1) without its address and reserved fields.
/// Immutable.
///
/// @param version 4 in a first induction and with peers of SRT 1.2, else 5
/// @param type one of the constants here, or a rejection code from 1000 on
/// @param initialSequence of the data that whoever wrote it will send
/// @param mtuBytes largest packet with IP and UDP headers
/// @param flowWindowPackets of the receive buffer
/// @param socketId of whoever wrote it
/// @param cookie of the listener
/// @param extensions of a conclusion of version 5, else none
public record Handshake(
    int version,
    int type,
    int initialSequence,
    int mtuBytes,
    int flowWindowPackets,
    int socketId,
    int cookie,
    HandshakeExtensions extensions) {
  public static final int WAVE_A_HAND = 0;
  public static final int INDUCTION = 1;
  public static final int CONCLUSION = -1;
  public static final int AGREEMENT = -2;
  public static final int DONE = -3;

  /// Types from here on are reasons of a rejection.
  private static final int FIRST_REJECTION = 1000;

  /// Fixed part after the header.
  private static final int FIXED_BYTES = 48;

  /// Header and fixed part.
  public static final int MIN_BYTES = SrtPacket.HEADER_BYTES + FIXED_BYTES;

  /// True for a packet that may open a connection: an induction or a rendezvous' first packet, to
  /// nobody yet. Looks at the fixed fields alone and keeps nothing.
  public static boolean opensConnection(ByteBuffer buffer, int at, int length) {
    if (length < MIN_BYTES
        || !SrtPacket.isControl(buffer, at)
        || SrtPacket.controlType(buffer, at) != ControlType.HANDSHAKE
        || SrtPacket.destination(buffer, at) != 0) {
      return false;
    }
    int version = buffer.getInt(at + 16);
    int type = buffer.getInt(at + 36);
    return (version == 4 || version == 5) && (type == INDUCTION || type == WAVE_A_HAND);
  }

  /// Reads a whole packet of `length` bytes that is a handshake by its header.
  public static Handshake parse(ByteBuffer buffer, int at, int length) throws MalformedException {
    if (length < MIN_BYTES) {
      throw new MalformedException(Reason.TRUNCATED, at, "handshake of " + length + " bytes");
    }
    int body = at + SrtPacket.HEADER_BYTES;
    int version = buffer.getInt(body);
    int type = buffer.getInt(body + 20);
    // body + 4: encryption and extension fields, which say what the extensions repeat
    boolean extended = version == 5 && type == CONCLUSION;
    return new Handshake(
        version,
        type,
        SrtPacket.sequence(buffer, body + 8),
        buffer.getInt(body + 12),
        buffer.getInt(body + 16),
        buffer.getInt(body + 24),
        buffer.getInt(body + 28),
        // body + 32: 16 bytes of the peer's address as seen from here
        extended
            ? HandshakeExtensions.parse(buffer, body + FIXED_BYTES, length - MIN_BYTES)
            : HandshakeExtensions.NONE);
  }

  public boolean isConclusion() {
    return type == CONCLUSION;
  }

  public boolean isRejection() {
    return type >= FIRST_REJECTION;
  }
}
