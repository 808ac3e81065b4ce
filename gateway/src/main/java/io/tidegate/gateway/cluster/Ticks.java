package io.tidegate.gateway.cluster;

import io.tidegate.media.Nullable;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/// Does something again and again on one thread: often while there is something to do, seldom while
/// there is nothing, and at once when somebody says that there is. Any thread.
final class Ticks {
  /// While there is nothing to do: whatever nobody tells of is seen within it.
  private static final Duration SELDOM = Duration.ofSeconds(1);

  private final ScheduledThreadPoolExecutor thread;
  private final Duration often;
  private final BooleanSupplier work;
  private volatile boolean resting;
  private @Nullable ScheduledFuture<?> next; // of the thread

  /// @param thread its one thread; when it is shut down, all is over
  /// @param often between two times while there is something to do
  /// @param work does it, and returns whether there may soon be more; it does not throw
  Ticks(ScheduledThreadPoolExecutor thread, Duration often, BooleanSupplier work) {
    this.thread = thread;
    this.often = often;
    this.work = work;
  }

  void start() {
    try {
      thread.execute(this::turn);
    } catch (RejectedExecutionException _) {
      // it is over
    }
  }

  /// There may be something to do.
  void wake() {
    if (resting) {
      resting = false;
      start();
    }
  }

  private void turn() {
    ScheduledFuture<?> before = next;
    if (before != null) {
      before.cancel(false);
    }
    resting = true; // whoever wakes it from now on is heard in another turn
    boolean more = work.getAsBoolean();
    if (more) {
      resting = false;
    }
    Duration pause = more ? often : SELDOM;
    try {
      next = thread.schedule(this::turn, pause.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException _) {
      // it is over
    }
  }
}
