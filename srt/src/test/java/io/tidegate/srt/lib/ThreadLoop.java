package io.tidegate.srt.lib;

import io.tidegate.media.hub.Loop;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// A loop on a thread of its own.
public class ThreadLoop implements Loop, AutoCloseable {
  private final ThreadLocal<Boolean> current = ThreadLocal.withInitial(() -> false);
  private final ExecutorService executor = Executors.newSingleThreadExecutor();

  public ThreadLoop() {
    executor.execute(() -> current.set(true));
  }

  @Override
  public boolean isCurrent() {
    return current.get();
  }

  @Override
  public void execute(Runnable task) {
    executor.execute(task);
  }

  /// What `task` gives, run on the loop.
  public <T> T call(Callable<T> task) throws Exception {
    return executor.submit(task).get();
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
