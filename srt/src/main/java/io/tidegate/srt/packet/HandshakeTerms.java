package io.tidegate.srt.packet;

import io.tidegate.media.MalformedException;
import io.tidegate.media.Reason;
import java.nio.ByteBuffer;

/// The SRT extension of a handshake, request or response (draft-sharabayko-srt-01 §3.2.1.1).
/// Immutable.
///
/// In a response the two delays are what holds from now on: the receiver delay for data that comes
/// to whoever wrote it, the sender delay for the data that it sends.
///
/// @param version of SRT
/// @param flags see §3.2.1.1.1
/// @param receiverDelayMs of whoever wrote it, 0 to 65535
/// @param senderDelayMs what it asks of its peer as a receiver, 0 to 65535
public record HandshakeTerms(
    SrtVersion version, int flags, int receiverDelayMs, int senderDelayMs) {
  /// Extension numbers, also the subtypes of [ControlType#EXTENDED].
  public static final int REQUEST = 1;

  public static final int RESPONSE = 2;

  /// Version, flags and delays.
  public static final int BYTES = 12;

  /// Reads the extension's content of `length` bytes; more than [#BYTES] is left unread.
  public static HandshakeTerms parse(ByteBuffer buffer, int at, int length)
      throws MalformedException {
    if (length < BYTES) {
      throw new MalformedException(Reason.TRUNCATED, at, "SRT extension of " + length + " bytes");
    }
    int delays = buffer.getInt(at + 8);
    return new HandshakeTerms(
        new SrtVersion(buffer.getInt(at) & 0xFF_FFFF),
        buffer.getInt(at + 4),
        delays >>> 16,
        delays & 0xFFFF);
  }
}
