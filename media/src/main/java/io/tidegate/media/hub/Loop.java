package io.tidegate.media.hub;

import java.util.concurrent.Executor;

/// One event loop: runs tasks one at a time, in the order given. Hubs, feeds and viewers each
/// belong to one and keep their state without locks. `gateway` makes them of Vert.x contexts, tests
/// of a manual executor.
///
/// Two `Loop` values are equal exactly when they stand for the same thread of execution.
public interface Loop extends Executor {
  /// True when the caller runs on this loop already.
  boolean isCurrent();

  /// Runs `task` now when the caller is on this loop, else queues it.
  default void run(Runnable task) {
    if (isCurrent()) {
      task.run();
    } else {
      execute(task);
    }
  }
}
