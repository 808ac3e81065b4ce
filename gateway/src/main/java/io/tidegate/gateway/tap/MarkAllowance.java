package io.tidegate.gateway.tap;

import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

/// How many marks the receivers of one tap may set, all together. Any thread.
final class MarkAllowance {
  /// More than a person in each of 30 pictures, three times over.
  static final int A_SECOND = 100;

  /// Two full answers at once.
  static final int AT_ONCE = 2 * TapAnswer.MOST_MARKS;

  private final InstantSource clock;
  private final AtomicReference<Left> left;

  private record Left(double marks, long atMs) {}

  MarkAllowance(InstantSource clock) {
    this.clock = clock;
    this.left = new AtomicReference<>(new Left(AT_ONCE, clock.millis()));
  }

  /// Whether so many may be set now, all or none.
  ///
  /// @param marks at most [TapAnswer#MOST_MARKS]
  boolean take(int marks) {
    long now = clock.millis();
    while (true) {
      Left before = Objects.requireNonNull(left.get());
      double seconds = Math.max(0, now - before.atMs()) / 1_000.0;
      double there = Math.min(AT_ONCE, before.marks() + seconds * A_SECOND);
      if (there < marks) {
        return false;
      }
      if (left.compareAndSet(before, new Left(there - marks, now))) {
        return true;
      }
    }
  }
}
