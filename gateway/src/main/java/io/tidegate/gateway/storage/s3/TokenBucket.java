package io.tidegate.gateway.storage.s3;

import io.tidegate.media.DataSize;
import java.util.concurrent.atomic.AtomicLong;

/// Holds what goes out below a rate, whoever sends it: a token bucket of a quarter of a second. Any
/// thread.
final class TokenBucket {
  private static final long NANOS = 1_000_000_000;
  private static final long BURST_NANOS = NANOS / 4;

  private final double nanosPerByte;

  /// When all that was let through would have gone at the rate exactly.
  private final AtomicLong paidUntil;

  /// @param perSecond bytes
  /// @param nowNanos of a clock that only goes forward
  TokenBucket(DataSize perSecond, long nowNanos) {
    this.nanosPerByte = (double) NANOS / perSecond.bytes();
    this.paidUntil = new AtomicLong(nowNanos - BURST_NANOS);
  }

  /// Lets bytes through.
  ///
  /// @return nanoseconds to wait before they go
  long take(int bytes, long nowNanos) {
    long cost = (long) (bytes * nanosPerByte);
    long paid = paidUntil.updateAndGet(until -> Math.max(until, nowNanos - BURST_NANOS) + cost);
    return Math.max(0, paid - nowNanos);
  }
}
