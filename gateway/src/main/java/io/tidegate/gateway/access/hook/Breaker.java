package io.tidegate.gateway.access.hook;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;

/// Leaves a server alone that has failed several times in a row, and tries it by one question now
/// and then. Any thread.
final class Breaker {
  /// One or two may be an accident.
  static final int FAILURES = 5;

  /// Long enough for a restart, short enough for whoever waits to come back.
  static final Duration PAUSE = Duration.ofSeconds(10);

  private final LongSupplier nanoTime;
  private final AtomicReference<State> state = new AtomicReference<>(new State(0, 0));

  /// @param failures in a row
  /// @param until nothing is asked before, once there were enough of them
  private record State(int failures, long until) {
    boolean isOpen() {
      return failures >= FAILURES;
    }
  }

  Breaker(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /// Whether to ask now; of those who come after a pause one may, and the next after another pause.
  boolean admits() {
    State now = Objects.requireNonNull(state.get());
    if (!now.isOpen()) {
      return true;
    }
    long time = nanoTime.getAsLong();
    return time - now.until() >= 0
        && state.compareAndSet(now, new State(now.failures(), time + PAUSE.toNanos()));
  }

  void succeeded() {
    state.set(new State(0, 0));
  }

  void failed() {
    long until = nanoTime.getAsLong() + PAUSE.toNanos();
    state.updateAndGet(before -> new State(Math.min(before.failures() + 1, FAILURES), until));
  }
}
