package io.tidegate.gateway;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;

/// Counts what was logged as an error of late. Any thread.
final class LoggedErrors extends UnsynchronizedAppenderBase<ILoggingEvent> {
  static final Duration WINDOW = Duration.ofMinutes(5);

  /// More are not told apart.
  static final int MAX_COUNTED = 10_000;

  private final ConcurrentLinkedDeque<Long> times = new ConcurrentLinkedDeque<>();
  private final AtomicInteger size = new AtomicInteger();

  @Override
  protected void append(ILoggingEvent event) {
    if (event.getLevel().isGreaterOrEqual(Level.ERROR)) {
      times.add(event.getTimeStamp());
      if (size.incrementAndGet() > MAX_COUNTED) {
        drop();
      }
    }
  }

  private void drop() {
    if (times.pollFirst() != null) {
      size.decrementAndGet();
    }
  }

  /// @param nowMs since 1970
  int count(long nowMs) {
    long oldest = nowMs - WINDOW.toMillis();
    for (Long first = times.peekFirst();
        first != null && first < oldest;
        first = times.peekFirst()) {
      drop();
    }
    return size.get();
  }
}
