package io.tidegate.gateway.feature;

import io.tidegate.media.Nullable;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;

/// What HTTP answered in the last 15 seconds, and how fast, second by second. Any thread.
///
/// The slowest twentieth took longer than [#SLOW] exactly when more than a twentieth did, so that
/// counts are enough.
public final class AnswerWindow {
  static final int SECONDS = 15;

  /// The 95th percentile may be so long.
  public static final Duration SLOW = Duration.ofMillis(800);

  private static final long NANOS_PER_SECOND = 1_000_000_000L;
  private static final int SERVER_ERROR = 500;

  /// One second of the clock.
  private record Slot(long second, LongAdder answers, LongAdder failures, LongAdder slow) {
    Slot(long second) {
      this(second, new LongAdder(), new LongAdder(), new LongAdder());
    }
  }

  private final AtomicReferenceArray<@Nullable Slot> slots = new AtomicReferenceArray<>(SECONDS);

  /// What was answered.
  ///
  /// @param failures answers of 500 and above that were no refusals for want of room
  /// @param slow answers that took longer than [#SLOW]
  public record Counts(long answers, long failures, long slow) {
    static final Counts NONE = new Counts(0, 0, 0);

    Counts plus(Counts more) {
      return new Counts(answers + more.answers, failures + more.failures, slow + more.slow);
    }
  }

  /// One answer begins.
  ///
  /// @param tookNanos since the request came
  /// @param isRefusal it says when to come again: meant so, and no failure
  public void add(int status, long tookNanos, boolean isRefusal, long nowNanos) {
    Slot slot = slot(Math.floorDiv(nowNanos, NANOS_PER_SECOND));
    slot.answers.increment();
    if (status >= SERVER_ERROR && !isRefusal) {
      slot.failures.increment();
    }
    if (tookNanos > SLOW.toNanos()) {
      slot.slow.increment();
    }
  }

  private Slot slot(long second) {
    int place = Math.floorMod(second, SECONDS);
    while (true) {
      Slot present = slots.get(place);
      if (present != null && present.second >= second) {
        return present;
      }
      Slot fresh = new Slot(second);
      if (slots.compareAndSet(place, present, fresh)) {
        return fresh;
      }
    }
  }

  /// The last 15 seconds, the present one among them, but nothing before `sinceNanos`.
  Counts counts(long sinceNanos, long nowNanos) {
    long now = Math.floorDiv(nowNanos, NANOS_PER_SECOND);
    long first = Math.max(now - SECONDS + 1, Math.floorDiv(sinceNanos, NANOS_PER_SECOND) + 1);
    Counts all = Counts.NONE;
    for (int place = 0; place < SECONDS; place++) {
      Slot slot = slots.get(place);
      if (slot != null && slot.second >= first && slot.second <= now) {
        all = all.plus(new Counts(slot.answers.sum(), slot.failures.sum(), slot.slow.sum()));
      }
    }
    return all;
  }
}
