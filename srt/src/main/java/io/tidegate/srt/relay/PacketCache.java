package io.tidegate.srt.relay;

import io.tidegate.srt.packet.SrtPacket;
import java.nio.ByteBuffer;
import java.util.Arrays;

/// The last data packets sent to one peer. Grows with rate and latency; bounded in bytes, and by
/// overwriting in time. Relay thread only.
final class PacketCache {
  /// Of one packet: an Ethernet frame without IP and UDP headers, libsrt's largest by default.
  private static final int SLOT_BYTES = 1472;

  /// A stream of 4 Mbit/s for 160 ms.
  static final int FIRST_SLOTS = 64;

  /// 12 MB: 100 Mbit/s for 0.86 s.
  static final int MAX_SLOTS = 8192;

  private byte[] packets = new byte[FIRST_SLOTS * SLOT_BYTES];
  private int[] sequences = new int[FIRST_SLOTS];
  private int[] lengths = new int[FIRST_SLOTS];
  private long[] times = new long[FIRST_SLOTS];
  private int slots = FIRST_SLOTS;

  PacketCache() {
    Arrays.fill(sequences, -1); // sequence numbers are 31-bit
  }

  /// Keeps a copy of a data packet.
  ///
  /// @param keepNanos how long packets are of use: one younger than that is not overwritten if room
  ///   can be made
  void put(ByteBuffer buffer, int at, int length, long keepNanos, long nowNanos) {
    if (length > SLOT_BYTES) {
      return;
    }
    int sequence = SrtPacket.sequence(buffer, at);
    int slot = sequence & (slots - 1);
    while (slots < MAX_SLOTS
        && sequences[slot] >= 0
        && sequences[slot] != sequence
        && nowNanos - times[slot] < keepNanos) {
      grow();
      slot = sequence & (slots - 1);
    }
    sequences[slot] = sequence;
    lengths[slot] = length;
    times[slot] = nowNanos;
    buffer.get(at, packets, slot * SLOT_BYTES, length);
  }

  private void grow() {
    int more = slots * 2;
    byte[] newPackets = new byte[more * SLOT_BYTES];
    int[] newSequences = new int[more];
    int[] newLengths = new int[more];
    long[] newTimes = new long[more];
    Arrays.fill(newSequences, -1);
    for (int i = 0; i < slots; i++) {
      if (sequences[i] >= 0) {
        int slot = sequences[i] & (more - 1);
        newSequences[slot] = sequences[i];
        newLengths[slot] = lengths[i];
        newTimes[slot] = times[i];
        System.arraycopy(packets, i * SLOT_BYTES, newPackets, slot * SLOT_BYTES, lengths[i]);
      }
    }
    packets = newPackets;
    sequences = newSequences;
    lengths = newLengths;
    times = newTimes;
    slots = more;
  }

  /// Writes the packet `sequence` to `target` with the R flag set.
  ///
  /// @return its length, or 0 when it is not there any more
  int copy(int sequence, ByteBuffer target, int at) {
    int slot = sequence & (slots - 1);
    if (sequences[slot] != sequence) {
      return 0;
    }
    target.put(at, packets, slot * SLOT_BYTES, lengths[slot]);
    SrtPacket.markRetransmitted(target, at);
    return lengths[slot];
  }

  int slots() {
    return slots;
  }
}
