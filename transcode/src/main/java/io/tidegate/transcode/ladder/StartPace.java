package io.tidegate.transcode.ladder;

import io.tidegate.media.hub.Backoff;
import java.time.Duration;
import java.util.random.RandomGenerator;

/// How soon a child may be started anew because its source has changed: the first at once, as is
/// one whose predecessor ran for a while; those that follow each other wait longer each time.
/// Confined to one thread.
final class StartPace {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(400);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

  /// A child that ran so long was not one of a row.
  private static final Duration GOOD_RUN = Duration.ofSeconds(10);

  private final Backoff backoff;
  private boolean begun;
  private long lastNanos;

  StartPace(RandomGenerator random) {
    this.backoff = new Backoff(random, FIRST_PAUSE);
  }

  /// How long the next start has to wait, and that it will be then.
  ///
  /// @param nowNanos of a monotonic clock
  Duration next(long nowNanos) {
    Duration pause = Duration.ZERO;
    if (begun && nowNanos - lastNanos < GOOD_RUN.toNanos()) {
      pause = backoff.next(LONGEST_PAUSE);
    } else {
      backoff.reset();
    }
    begun = true;
    lastNanos = nowNanos + pause.toNanos();
    return pause;
  }
}
