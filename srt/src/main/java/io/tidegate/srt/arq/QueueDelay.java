package io.tidegate.srt.arq;

import io.tidegate.media.TimestampUnwrapper;
import java.util.Arrays;

/// How long packets wait in queues on their way here: arrival less the sender's time stamp, above
/// the least that it was of late. Needs no common clock, and forgets slowly, so that two clocks may
/// drift apart. Time stamps are microseconds of 32 bits (draft-sharabayko-srt §3). Relay thread
/// only.
final class QueueDelay {
  /// The least delay of the last so many seconds counts as the empty link.
  private static final int SECONDS = 30;

  private final TimestampUnwrapper timestamps = new TimestampUnwrapper(32);
  private final double[] leastOfSecond = new double[SECONDS];
  private double leastOfTick = Double.MAX_VALUE;
  private double leastOfLastTick = Double.MAX_VALUE;
  private double lastMs;
  private double baseMs = Double.MAX_VALUE;

  QueueDelay() {
    Arrays.fill(leastOfSecond, Double.MAX_VALUE);
  }

  /// A packet that was sent once and came in order.
  void packet(int timestampMicros, long nowNanos) {
    long sentMicros = timestamps.unwrap(Integer.toUnsignedLong(timestampMicros));
    double delayMs = nowNanos / 1e6 - sentMicros / 1e3;
    leastOfTick = Math.min(leastOfTick, delayMs);
    baseMs = Math.min(baseMs, delayMs);
    lastMs = delayMs;
  }

  /// Every tick.
  void tick() {
    leastOfLastTick = leastOfTick;
    leastOfTick = Double.MAX_VALUE;
    leastOfSecond[0] = Math.min(leastOfSecond[0], leastOfLastTick);
  }

  /// Every second.
  void second() {
    System.arraycopy(leastOfSecond, 0, leastOfSecond, 1, SECONDS - 1);
    leastOfSecond[0] = Double.MAX_VALUE;
    baseMs = leastOfTick;
    for (double least : leastOfSecond) {
      baseMs = Math.min(baseMs, least);
    }
  }

  /// The queue of the last tick: 0 on an idle link, and when nothing came.
  double queueMs() {
    return leastOfLastTick == Double.MAX_VALUE || baseMs == Double.MAX_VALUE
        ? 0
        : Math.max(0, leastOfLastTick - baseMs);
  }

  /// How much later than by an idle link the last packet came.
  double lastQueueMs() {
    return baseMs == Double.MAX_VALUE ? 0 : Math.max(0, lastMs - baseMs);
  }
}
