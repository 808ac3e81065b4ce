package io.tidegate.srt;

import io.tidegate.media.Nullable;
import io.tidegate.media.hub.Loop;
import io.tidegate.media.hub.Loops;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/// Loops on threads of their own.
final class TestLoops implements Loops, AutoCloseable {
  private static final ThreadLocal<@Nullable Loop> CURRENT = new ThreadLocal<>();
  private final List<OneThread> all;

  TestLoops(int count) {
    all = IntStream.range(0, count).mapToObj(_ -> new OneThread()).toList();
  }

  private static final class OneThread implements Loop {
    private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor();

    private OneThread() {
      executor.execute(() -> CURRENT.set(this));
    }

    @Override
    public boolean isCurrent() {
      return equals(CURRENT.get());
    }

    @Override
    public void execute(Runnable task) {
      try {
        executor.execute(task);
      } catch (RejectedExecutionException closed) {
        // nobody is left to care
      }
    }
  }

  List<Loop> all() {
    return List.copyOf(all);
  }

  @Override
  public Loop current() {
    Loop loop = CURRENT.get();
    if (loop == null) {
      throw new IllegalStateException("not on a loop");
    }
    return loop;
  }

  @Override
  public Timer schedule(Loop loop, long delayMillis, Runnable task) {
    var future = ((OneThread) loop).executor.schedule(task, delayMillis, TimeUnit.MILLISECONDS);
    return () -> future.cancel(false);
  }

  @Override
  public void close() {
    all.forEach(loop -> loop.executor.shutdownNow());
  }
}
