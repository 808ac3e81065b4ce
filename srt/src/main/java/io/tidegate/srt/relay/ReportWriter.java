package io.tidegate.srt.relay;

import io.tidegate.srt.packet.ControlType;
import io.tidegate.srt.packet.LossList;
import io.tidegate.srt.packet.SrtPacket;
import java.nio.ByteBuffer;

/// Writes loss reports in libsrt's name: to the right socket, on libsrt's time base. Relay thread
/// only.
final class ReportWriter {
  /// Longest list: a packet of libsrt's largest payload by default.
  private static final int MAX_LIST_BYTES = 1456;

  private final ScratchPackets scratch;
  private boolean baseKnown;
  private int baseMicros;
  private long baseNanos;

  ReportWriter(ScratchPackets scratch) {
    this.scratch = scratch;
  }

  /// Takes a written packet.
  @FunctionalInterface
  interface Output {
    void send(ByteBuffer buffer, int at, int length, long address);
  }

  /// A control packet of libsrt's passes, which carries its present time.
  void learn(int timestampMicros, long nowNanos) {
    baseKnown = true;
    baseMicros = timestampMicros;
    baseNanos = nowNanos;
  }

  /// A new session has a new time base.
  void forget() {
    baseKnown = false;
  }

  /// What libsrt would write as time stamp now; 0 before its first control packet.
  int timestamp(long nowNanos) {
    return baseKnown ? baseMicros + (int) ((nowNanos - baseNanos) / 1000) : 0;
  }

  /// Writes as many packets as the list needs.
  ///
  /// @return how many
  int write(int[] sequences, int count, int destination, long nowNanos, Output output) {
    int packets = 0;
    for (int next = 0; next < count; packets++) {
      int slot = scratch.take();
      ByteBuffer buffer = scratch.buffer();
      int at = scratch.at(slot);
      SrtPacket.writeControl(buffer, at, ControlType.NAK, 0, timestamp(nowNanos), destination);
      LossList.Written written =
          LossList.write(
              buffer, at + SrtPacket.HEADER_BYTES, MAX_LIST_BYTES, sequences, next, count);
      next = written.next();
      output.send(buffer, at, SrtPacket.HEADER_BYTES + written.bytes(), scratch.address(slot));
    }
    return packets;
  }
}
