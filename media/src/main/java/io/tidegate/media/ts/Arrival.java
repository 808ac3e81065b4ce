package io.tidegate.media.ts;

/// Where the demuxer is while it takes a packet. Loop-confined, one per demuxer.
final class Arrival {
  private long nanos;
  private int epoch;

  /// `System.nanoTime()` when the packet was read.
  long nanos() {
    return nanos;
  }

  void nanos(long value) {
    nanos = value;
  }

  /// Up by one with each announced discontinuity of the program clock.
  int epoch() {
    return epoch;
  }

  void nextEpoch() {
    epoch++;
  }
}
