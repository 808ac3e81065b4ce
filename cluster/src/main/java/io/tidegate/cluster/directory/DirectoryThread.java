package io.tidegate.cluster.directory;

import com.hazelcast.core.HazelcastInstanceNotActiveException;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One thread of the directory, which may wait: what it is given happens one after the other, and
/// nothing after its end. What goes wrong is logged and ends nothing. Any thread.
final class DirectoryThread implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(DirectoryThread.class);

  private final ScheduledThreadPoolExecutor thread;

  DirectoryThread(String name) {
    thread = new ScheduledThreadPoolExecutor(1, Thread.ofVirtual().name(name).factory());
    thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  void later(Runnable task) {
    later(task, Duration.ZERO);
  }

  void later(Runnable task, Duration delay) {
    if (!thread.isShutdown()) {
      try {
        var _ = thread.schedule(guarded(task), delay.toMillis(), TimeUnit.MILLISECONDS);
      } catch (RejectedExecutionException _) {
        // it has just ended
      }
    }
  }

  void repeat(Runnable task, Duration pause) {
    var _ =
        thread.scheduleWithFixedDelay(
            guarded(task), pause.toMillis(), pause.toMillis(), TimeUnit.MILLISECONDS);
  }

  /// @throws RejectedExecutionException after the end
  Future<?> submit(Runnable task) {
    return thread.submit(guarded(task));
  }

  private static Runnable guarded(Runnable task) {
    return () -> {
      try {
        task.run();
      } catch (HazelcastInstanceNotActiveException _) {
        // this node leaves
      } catch (RuntimeException wrong) {
        log.error("the directory of streams", wrong);
      }
    };
  }

  boolean isClosed() {
    return thread.isShutdown();
  }

  @Override
  public void close() {
    thread.shutdown();
  }
}
