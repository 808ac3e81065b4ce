package io.tidegate.srt.arq;

/// How late packets come that took another way and were never lost: a gap waits so long before it
/// counts as a loss. RFC 4588 §6.3 asks receivers to learn this. Relay thread only.
final class ReorderHold {
  private static final double OVER_LARGEST = 1.25;
  private static final double MAX_MS = 20;
  private static final double MAX_OF_LATENCY = 1 / 6.0;
  private static final double DECAY_PER_SECOND = 0.97;
  private static final double NOTHING_MS = 0.3;

  private double holdMs;
  private int largestPackets;

  /// A packet came `lateMs` after the one that it should have preceded, `packets` places away.
  void late(double lateMs, int packets, double latencyMs) {
    double limitMs = Math.min(MAX_MS, latencyMs * MAX_OF_LATENCY);
    if (lateMs <= limitMs) {
      holdMs = Math.min(limitMs, Math.max(holdMs, lateMs * OVER_LARGEST));
    }
    largestPackets = Math.max(largestPackets, packets);
  }

  /// Once a second.
  void decay() {
    holdMs *= DECAY_PER_SECOND;
    if (holdMs < NOTHING_MS) {
      holdMs = 0;
    }
  }

  double ms() {
    return holdMs;
  }

  int largestPackets() {
    return largestPackets;
  }
}
