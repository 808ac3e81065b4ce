package io.tidegate.srt;

import java.time.Duration;
import java.util.random.RandomGenerator;

/// How long to wait before the next attempt: twice as long each time, and never the same for all,
/// so that a hundred callers do not come back at once. Confined to one thread.
final class Backoff {
  private static final long FIRST_MS = 1_000;
  private static final long LONGEST_MS = 30_000;

  private final RandomGenerator random;
  private long nextMs = FIRST_MS;

  Backoff(RandomGenerator random) {
    this.random = random;
  }

  /// Between half of the present step and all of it.
  Duration next() {
    long step = nextMs;
    nextMs = Math.min(LONGEST_MS, nextMs * 2);
    return Duration.ofMillis(step / 2 + random.nextLong(step / 2 + 1));
  }

  /// It worked.
  void reset() {
    nextMs = FIRST_MS;
  }
}
