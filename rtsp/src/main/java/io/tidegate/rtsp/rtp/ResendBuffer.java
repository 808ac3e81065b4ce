package io.tidegate.rtsp.rtp;

import io.tidegate.media.Bytes;
import io.tidegate.media.Nullable;

/// The packets sent last, for those who ask again. Bounded in number and bytes. Loop-confined.
final class ResendBuffer {
  /// Packets kept; a power of two. What 10 Mbit/s have in a second.
  static final int CAPACITY = 1_024;

  private final Bytes[] packets = new Bytes[CAPACITY];
  private final int[] numbers = new int[CAPACITY];

  void keep(int sequenceNumber, Bytes packet) {
    int slot = sequenceNumber & CAPACITY - 1;
    packets[slot] = packet;
    numbers[slot] = sequenceNumber;
  }

  /// The packet of this number while it is kept; null after that.
  @Nullable
  Bytes find(int sequenceNumber) {
    int slot = sequenceNumber & CAPACITY - 1;
    return numbers[slot] == sequenceNumber ? packets[slot] : null;
  }
}
