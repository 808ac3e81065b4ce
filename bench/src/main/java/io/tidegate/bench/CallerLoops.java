package io.tidegate.bench;

import io.tidegate.media.hub.Loop;
import io.tidegate.media.hub.Loops;

/// One loop, the thread that calls: a benchmark measures the hub and no hand-over. Timers never
/// run.
final class CallerLoops implements Loops {
  private final Loop loop =
      new Loop() {
        @Override
        public boolean isCurrent() {
          return true;
        }

        @Override
        public void execute(Runnable task) {
          task.run();
        }
      };

  @Override
  public Loop current() {
    return loop;
  }

  @Override
  public Timer schedule(Loop on, long delayMillis, Runnable task) {
    return () -> {};
  }
}
