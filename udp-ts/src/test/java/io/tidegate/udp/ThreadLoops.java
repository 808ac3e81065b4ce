package io.tidegate.udp;

import io.tidegate.media.Nullable;
import io.tidegate.media.hub.Loop;
import io.tidegate.media.hub.Loops;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/// Loops that are threads.
final class ThreadLoops implements Loops, AutoCloseable {
  private final List<ThreadLoop> loops;

  ThreadLoops(int count) {
    loops = IntStream.range(0, count).mapToObj(_ -> new ThreadLoop()).toList();
  }

  private static final class ThreadLoop implements Loop {
    private volatile @Nullable Thread thread;
    private final ScheduledThreadPoolExecutor executor =
        new ScheduledThreadPoolExecutor(
            1,
            work -> {
              thread = Thread.ofPlatform().daemon().unstarted(work);
              return thread;
            });

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
  }

  Loop get(int index) {
    return loops.get(index);
  }

  @Override
  public Loop current() {
    return loops.stream()
        .filter(ThreadLoop::isCurrent)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("on no loop"));
  }

  @Override
  public Timer schedule(Loop loop, long delayMillis, Runnable task) {
    ScheduledThreadPoolExecutor executor = ((ThreadLoop) loop).executor;
    if (executor.isShutdown()) {
      return () -> {};
    }
    ScheduledFuture<?> timer = executor.schedule(task, delayMillis, TimeUnit.MILLISECONDS);
    return () -> timer.cancel(false);
  }

  @Override
  public void close() {
    loops.forEach(loop -> loop.executor.shutdownNow());
  }
}
