package io.tidegate.transcode;

import io.tidegate.media.hub.Loop;
import io.tidegate.media.hub.Loops;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/// A loop that is a thread.
public final class OneLoop implements Loop, Loops {
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          work -> Thread.ofPlatform().name("the-loop").daemon().unstarted(work));

  public ScheduledExecutorService thread() {
    return thread;
  }

  @Override
  public boolean isCurrent() {
    return Thread.currentThread().getName().equals("the-loop");
  }

  @Override
  public void execute(Runnable task) {
    thread.execute(task);
  }

  @Override
  public Loop current() {
    return this;
  }

  @Override
  public Timer schedule(Loop loop, long delayMillis, Runnable task) {
    ScheduledFuture<?> later = thread.schedule(task, delayMillis, TimeUnit.MILLISECONDS);
    return () -> later.cancel(false);
  }
}
