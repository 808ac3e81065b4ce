package io.tidegate.media.hub;

import java.time.Duration;
import java.util.random.RandomGenerator;

/// How long to wait before the next attempt: twice as long each time up to a limit, and never the
/// same for all, so that a hundred peers are not called at once. Confined to one thread.
public final class Backoff {
  private final RandomGenerator random;
  private final Duration first;
  private long nextMs;

  /// @param first step
  public Backoff(RandomGenerator random, Duration first) {
    this.random = random;
    this.first = first;
    this.nextMs = first.toMillis();
  }

  /// Between half of the present step and all of it.
  ///
  /// @param longest step
  public Duration next(Duration longest) {
    long step = Math.min(longest.toMillis(), nextMs);
    nextMs = step * 2;
    return Duration.ofMillis(step / 2 + random.nextLong(step / 2 + 1));
  }

  /// It worked.
  public void reset() {
    nextMs = first.toMillis();
  }
}
