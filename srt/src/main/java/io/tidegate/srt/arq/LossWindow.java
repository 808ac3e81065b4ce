package io.tidegate.srt.arq;

/// Share of the last packets that were lost. Relay thread only.
final class LossWindow {
  private static final int PACKETS = 512;

  /// Nothing was lost of late, but something will be.
  static final double FLOOR = 0.005;

  /// Something will come through; where nothing does, no share of what does can be told.
  static final double CEILING = 0.95;

  private final long[] lost = new long[PACKETS / Long.SIZE];
  private int at;
  private int losses;

  void packet(boolean wasLost) {
    long bit = 1L << at;
    int word = at / Long.SIZE;
    boolean old = (lost[word] & bit) != 0;
    if (old != wasLost) {
      lost[word] ^= bit;
      losses += wasLost ? 1 : -1;
    }
    at = (at + 1) % PACKETS;
  }

  double share() {
    return Math.clamp(losses / (double) PACKETS, FLOOR, CEILING);
  }
}
