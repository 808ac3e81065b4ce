package io.tidegate.srt.arq;

import java.util.Arrays;

/// When full ACKs left, to measure the round trip by the ACKACK that answers each of them.
/// draft-sharabayko-srt §3.2.4, §3.2.5. Relay thread only.
final class AckClock {
  /// Full ACKs leave every 10 ms, so this covers a round trip of more than two seconds.
  private static final int REMEMBERED = 256;

  private final int[] numbers = new int[REMEMBERED];
  private final long[] leftNanos = new long[REMEMBERED];

  AckClock() {
    Arrays.fill(numbers, -1); // ACK numbers are 31-bit
  }

  void left(int ackNumber, long nowNanos) {
    int slot = ackNumber & (REMEMBERED - 1);
    numbers[slot] = ackNumber;
    leftNanos[slot] = nowNanos;
  }

  /// The round trip in milliseconds, negative when that ACK is not known.
  double answered(int ackNumber, long nowNanos) {
    int slot = ackNumber & (REMEMBERED - 1);
    if (ackNumber < 0 || numbers[slot] != ackNumber) {
      return -1;
    }
    numbers[slot] = -1;
    return (nowNanos - leftNanos[slot]) / 1e6;
  }
}
