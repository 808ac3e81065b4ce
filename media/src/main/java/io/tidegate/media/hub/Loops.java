package io.tidegate.media.hub;

/// Where loops come from. Any thread.
public interface Loops {
  /// The loop that the caller runs on.
  ///
  /// @throws IllegalStateException when the caller is on none
  Loop current();

  /// Runs `task` once on `loop`, `delayMillis` from now.
  Timer schedule(Loop loop, long delayMillis, Runnable task);

  /// The monotonic clock that [#schedule] goes by, as `System.nanoTime()`.
  default long nanoTime() {
    return System.nanoTime();
  }

  /// A task to come.
  @FunctionalInterface
  interface Timer {
    /// The task will not run, unless it already does. Idempotent.
    void cancel();
  }
}
