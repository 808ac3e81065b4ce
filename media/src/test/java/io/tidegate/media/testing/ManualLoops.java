package io.tidegate.media.testing;

import io.tidegate.media.hub.Loop;
import io.tidegate.media.hub.Loops;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableSet;
import java.util.Queue;
import java.util.TreeSet;

/// Event loops that run when the test says so, on a clock that stands still until it is moved.
public final class ManualLoops implements Loops {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final List<ManualLoop> loops = new ArrayList<>();
  private final NavigableSet<Due> timers =
      new TreeSet<>(Comparator.comparingLong(Due::atNanos).thenComparingLong(Due::number));
  private ManualLoop current;
  private long nowNanos;
  private long scheduled;

  public ManualLoops() {
    current = newLoop();
  }

  /// A loop more.
  public ManualLoop newLoop() {
    ManualLoop loop = new ManualLoop();
    loops.add(loop);
    return loop;
  }

  /// From now on the test itself runs on `loop`.
  public void enter(ManualLoop loop) {
    current = loop;
  }

  @Override
  public Loop current() {
    return current;
  }

  @Override
  public Timer schedule(Loop loop, long delayMillis, Runnable task) {
    Due due = new Due(nowNanos + delayMillis * 1_000_000, scheduled++, loop, task);
    timers.add(due);
    return () -> timers.remove(due);
  }

  /// Runs everything that is queued, and what that queues.
  public void runAll() {
    boolean ran;
    do {
      ran = false;
      for (ManualLoop loop : List.copyOf(loops)) {
        ran |= loop.runQueued();
      }
    } while (ran);
  }

  /// Moves the clock, running timers at their times.
  public void advance(Duration by) {
    long until = nowNanos + by.toNanos();
    while (true) {
      runAll();
      if (timers.isEmpty() || timers.first().atNanos() > until) {
        break;
      }
      Due next = timers.removeFirst();
      nowNanos = Math.max(nowNanos, next.atNanos());
      next.loop().execute(next.task());
    }
    nowNanos = until;
  }

  @Override
  public long nanoTime() {
    return nowNanos;
  }

  /// Stands in for `Instant.now()`.
  public Instant now() {
    return START.plusNanos(nowNanos);
  }

  /// Timers that have not run.
  public int timersLeft() {
    return timers.size();
  }

  /// @param number of those at one time the first one runs first
  private record Due(long atNanos, long number, Loop loop, Runnable task) {}

  /// One of the loops.
  public final class ManualLoop implements Loop {
    private final Queue<Runnable> queue = new ArrayDeque<>();

    private ManualLoop() {}

    @Override
    public boolean isCurrent() {
      return current == this;
    }

    @Override
    public void execute(Runnable task) {
      queue.add(task);
    }

    /// Tasks that wait.
    public int queued() {
      return queue.size();
    }

    private boolean runQueued() {
      ManualLoop before = current;
      current = this;
      boolean ran = false;
      for (Runnable task = queue.poll(); task != null; task = queue.poll()) {
        task.run();
        ran = true;
      }
      current = before;
      return ran;
    }
  }
}
