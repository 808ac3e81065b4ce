package io.tidegate.cluster.member;

import com.hazelcast.core.HazelcastInstanceNotActiveException;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One thread of what nodes know together, which may wait: what it is given happens one after the
/// other, and nothing after its end. What goes wrong is logged and ends nothing. Any thread.
public final class ClusterThread implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ClusterThread.class);

  private final String name;
  private final ScheduledThreadPoolExecutor thread;

  public ClusterThread(String name) {
    this.name = name;
    thread = new ScheduledThreadPoolExecutor(1, Thread.ofVirtual().name(name).factory());
    thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  public void later(Runnable task) {
    later(task, Duration.ZERO);
  }

  public void later(Runnable task, Duration delay) {
    if (!thread.isShutdown()) {
      try {
        var _ = thread.schedule(guarded(task), delay.toMillis(), TimeUnit.MILLISECONDS);
      } catch (RejectedExecutionException _) {
        // it has just ended
      }
    }
  }

  public void repeat(Runnable task, Duration pause) {
    var _ =
        thread.scheduleWithFixedDelay(
            guarded(task), pause.toMillis(), pause.toMillis(), TimeUnit.MILLISECONDS);
  }

  /// @return fails as the task does, for whoever has to know that it came to its end
  /// @throws RejectedExecutionException after the end
  public Future<?> submit(Runnable task) {
    return thread.submit(task);
  }

  private Runnable guarded(Runnable task) {
    return () -> {
      try {
        task.run();
      } catch (HazelcastInstanceNotActiveException _) {
        // this node leaves
      } catch (RuntimeException wrong) {
        log.error("{}", name, wrong);
      }
    };
  }

  public boolean isClosed() {
    return thread.isShutdown();
  }

  @Override
  public void close() {
    thread.shutdown();
  }
}
