package io.tidegate.hls;

import io.tidegate.media.MediaTime;
import java.time.Duration;
import java.time.Instant;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// Wall-clock times of segments (EXT-X-PROGRAM-DATE-TIME). Loop-confined.
///
/// After a discontinuity a segment's time is when its first frame was received; every other one
/// begins exactly where the one before ended. An encoder's clock that runs off by more than
/// [#DRIFT_ALLOWED] is followed by [#CORRECTION] a segment, far below what a player notices.
final class ProgramClock {
  static final Duration DRIFT_ALLOWED = Duration.ofSeconds(1);
  static final Duration CORRECTION = Duration.ofMillis(5);

  private final LongSupplier nanoTime;
  private final Supplier<Instant> now;
  private Instant next = Instant.EPOCH;
  private boolean anchored;

  ProgramClock(LongSupplier nanoTime, Supplier<Instant> now) {
    this.nanoTime = nanoTime;
    this.now = now;
  }

  /// The time of a segment whose first frame was received at `receivedNanos`.
  Instant opened(boolean discontinuity, long receivedNanos) {
    Instant received = now.get().minusNanos(nanoTime.getAsLong() - receivedNanos);
    if (!anchored || discontinuity) {
      anchored = true;
      next = received;
    } else {
      Duration drift = Duration.between(next, received);
      if (drift.abs().compareTo(DRIFT_ALLOWED) > 0) {
        next = drift.isNegative() ? next.minus(CORRECTION) : next.plus(CORRECTION);
      }
    }
    return next;
  }

  /// The segment that was opened last is complete.
  void closed(MediaTime duration) {
    next = next.plusNanos(duration.nanos());
  }
}
