package io.tidegate.srt;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/// One line a second, and how many there would have been. Any thread.
final class LogLimit {
  private static final long INTERVAL_NANOS = Duration.ofSeconds(1).toNanos();

  private final AtomicLong nextNanos = new AtomicLong(System.nanoTime());
  private final AtomicLong skipped = new AtomicLong();

  /// Lines left out since the last one when there may be one now, else -1.
  long take(long nowNanos) {
    long next = nextNanos.get();
    if (nowNanos - next < 0 || !nextNanos.compareAndSet(next, nowNanos + INTERVAL_NANOS)) {
      skipped.incrementAndGet();
      return -1;
    }
    return skipped.getAndSet(0);
  }
}
