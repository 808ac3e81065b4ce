package io.tidegate.cluster.relay;

import io.tidegate.media.hub.Loop;
import io.tidegate.media.hub.Loops;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// Loops of a thread each.
final class ThreadLoops implements Loops, AutoCloseable {
  private final Map<Thread, ThreadLoop> loops = new ConcurrentHashMap<>();

  private final class ThreadLoop implements Loop {
    final ScheduledExecutorService executor =
        Executors.newSingleThreadScheduledExecutor(task -> {
          Thread thread = Thread.ofPlatform().daemon().unstarted(task);
          loops.put(thread, this);
          return thread;
        });

    @Override
    public boolean isCurrent() {
      return loops.get(Thread.currentThread()) == this;
    }

    @Override
    public void execute(Runnable task) {
      try {
        executor.execute(task);
      } catch (RejectedExecutionException over) {
        // the test is over
      }
    }
  }

  Loop newLoop() {
    return new ThreadLoop();
  }

  @Override
  public Loop current() {
    ThreadLoop loop = loops.get(Thread.currentThread());
    if (loop == null) {
      throw new IllegalStateException("on no loop");
    }
    return loop;
  }

  @Override
  public Timer schedule(Loop loop, long delayMillis, Runnable task) {
    var timer = ((ThreadLoop) loop).executor.schedule(task, delayMillis, TimeUnit.MILLISECONDS);
    return () -> timer.cancel(false);
  }

  @Override
  public void close() {
    loops.values().forEach(loop -> loop.executor.shutdownNow());
  }
}
