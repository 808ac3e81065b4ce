package io.tidegate.rtsp;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLongArray;

/// How long something took, as a histogram of bounded size. Any thread.
///
/// Its steps are a quarter of an octave: what it tells is at most 19 % too long.
final class ResponseTimes {
  private static final int STEPS_PER_OCTAVE = 4;

  /// Up to 2^28 microseconds, four minutes; what took longer counts as that.
  private static final int STEPS = 28 * STEPS_PER_OCTAVE + 1;

  private final AtomicLongArray counts = new AtomicLongArray(STEPS);

  void add(long nanos) {
    counts.incrementAndGet(step(Math.max(1.0, nanos / 1e3)));
  }

  private static int step(double micros) {
    double octaves = Math.log(micros) / Math.log(2);
    return (int) Math.min(STEPS - 1, Math.ceil(octaves * STEPS_PER_OCTAVE));
  }

  long count() {
    long sum = 0;
    for (int i = 0; i < STEPS; i++) {
      sum += counts.get(i);
    }
    return sum;
  }

  /// The time in which 95 of 100 were done; zero when there were none.
  Duration p95() {
    long all = count();
    long wanted = (all * 95 + 99) / 100;
    long sum = 0;
    for (int i = 0; i < STEPS && all > 0; i++) {
      sum += counts.get(i);
      if (sum >= wanted) {
        return Duration.ofNanos(Math.round(Math.pow(2, (double) i / STEPS_PER_OCTAVE) * 1e3));
      }
    }
    return Duration.ZERO;
  }
}
