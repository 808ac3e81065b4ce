package io.tidegate.srt.packet;

import java.nio.ByteBuffer;

/// Fields of an acknowledgement (draft-sharabayko-srt-01 §3.2.4), in place. No state, any thread.
///
/// Callers ask [#isFull] first: light acknowledgements end after the first field and have the
/// number 0.
public final class FullAck {
  /// Header and the four fields up to the free buffer: libsrt's shortest form that carries RTT.
  private static final int MIN_BYTES = SrtPacket.HEADER_BYTES + 16;

  private FullAck() {}

  /// True when the packet of `length` bytes carries RTT and RTTVar.
  public static boolean isFull(int length) {
    return length >= MIN_BYTES;
  }

  /// True when the packet names the first missing packet at all.
  public static boolean hasSequence(int length) {
    return length >= SrtPacket.HEADER_BYTES + 4;
  }

  /// The first sequence number that has not been received in order.
  public static int firstMissing(ByteBuffer buffer, int at) {
    return SrtPacket.sequence(buffer, at + SrtPacket.HEADER_BYTES);
  }

  public static int rttMicros(ByteBuffer buffer, int at) {
    return buffer.getInt(at + SrtPacket.HEADER_BYTES + 4);
  }

  public static int rttVarMicros(ByteBuffer buffer, int at) {
    return buffer.getInt(at + SrtPacket.HEADER_BYTES + 8);
  }

  public static void writeRttVarMicros(ByteBuffer buffer, int at, int value) {
    buffer.putInt(at + SrtPacket.HEADER_BYTES + 8, value);
  }
}
