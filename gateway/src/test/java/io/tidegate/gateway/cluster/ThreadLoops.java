package io.tidegate.gateway.cluster;

import io.tidegate.media.hub.Loop;
import io.tidegate.media.hub.Loops;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/// One loop with a thread of its own.
final class ThreadLoops implements Loops, AutoCloseable {
  private final ScheduledExecutorService executor =
      Executors.newSingleThreadScheduledExecutor(work -> {
        Thread one = Thread.ofPlatform().daemon().unstarted(work);
        thread = one;
        return one;
      });
  private volatile Thread thread = Thread.currentThread();
  final Loop loop =
      new Loop() {
        @Override
        public boolean isCurrent() {
          return Thread.currentThread().equals(thread);
        }

        @Override
        public void execute(Runnable task) {
          if (!executor.isShutdown()) {
            executor.execute(task);
          }
        }
      };

  @Override
  public Loop current() {
    return loop;
  }

  @Override
  public Timer schedule(Loop on, long delayMillis, Runnable task) {
    ScheduledFuture<?> timer = executor.schedule(task, delayMillis, TimeUnit.MILLISECONDS);
    return () -> timer.cancel(false);
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
