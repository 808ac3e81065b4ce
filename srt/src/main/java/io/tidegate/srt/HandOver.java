package io.tidegate.srt;

import java.util.concurrent.atomic.AtomicLong;

/// What is on its way from one loop to another, which may be late. Any thread.
final class HandOver {
  /// Half a second of 60 Mbit/s.
  private static final long LIMIT_BYTES = 4_000_000;

  private final AtomicLong bytes = new AtomicLong();

  /// True when so many more may go; [#arrived] follows. Asked by one thread at a time.
  boolean goes(int count) {
    if (bytes.get() + count > LIMIT_BYTES) {
      return false;
    }
    bytes.addAndGet(count);
    return true;
  }

  void arrived(int count) {
    bytes.addAndGet(-count);
  }
}
