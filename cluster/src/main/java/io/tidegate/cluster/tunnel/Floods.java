package io.tidegate.cluster.tunnel;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;

/// Lets one line of a kind a second through, with how many it stands for. Any thread.
public final class Floods {
  private static final long PERIOD_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Map<Object, Kind> kinds = new ConcurrentHashMap<>();

  private static final class Kind {
    final AtomicLong nextNanos = new AtomicLong(System.nanoTime());
    final AtomicLong count = new AtomicLong();
  }

  /// @param kind one of few
  /// @param line is told how many there were since the one before
  public void tell(Object kind, LongConsumer line) {
    Kind state = kinds.computeIfAbsent(kind, any -> new Kind());
    state.count.incrementAndGet();
    long now = System.nanoTime();
    long next = state.nextNanos.get();
    if (now - next >= 0 && state.nextNanos.compareAndSet(next, now + PERIOD_NANOS)) {
      line.accept(state.count.getAndSet(0));
    }
  }
}
