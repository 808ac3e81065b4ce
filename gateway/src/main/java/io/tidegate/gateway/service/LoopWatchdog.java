package io.tidegate.gateway.service;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Feeds a watchdog for as long as all event loops turn: each is asked, and only when the last has
/// answered is the watchdog fed. One loop that is blocked stops the feeding, until it answers. One
/// that is late but works, as its processor time tells, is given [#PATIENCE]: a machine whose
/// processor others take is not helped by a start anew. A thread of its own asks; on each loop
/// waits at most one question.
///
/// 1. [#start]. 2. [#close], once or more often.
final class LoopWatchdog implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(LoopWatchdog.class);

  /// Of the time within which the watchdog wants to be fed: half is left to a loop that is late,
  /// and to finding out whether it works.
  private static final int ROUNDS = 6;

  /// Rounds for which a loop that works may owe its answer: three times the watchdog's time.
  static final int PATIENCE = 3 * ROUNDS;

  /// Of the time that has passed: less is waiting.
  private static final double WORKS = 0.01;

  private final List<Watched> loops;
  private final Duration pause;
  private final Runnable feed;
  private final Thread thread;

  private LoopWatchdog(List<Watched> loops, Duration within, Runnable feed) {
    this.loops = loops;
    this.pause = within.dividedBy(ROUNDS);
    this.feed = feed;
    this.thread = Thread.ofPlatform().daemon().name("service-watchdog").unstarted(this::run);
  }

  /// @param within what the watchdog wants to be fed in
  /// @param feed not called on a loop
  static LoopWatchdog start(Collection<? extends Executor> loops, Duration within, Runnable feed) {
    LoopWatchdog watchdog =
        new LoopWatchdog(loops.stream().map(Watched::new).toList(), within, feed);
    watchdog.thread.start();
    return watchdog;
  }

  @Override
  public void close() {
    thread.interrupt();
  }

  /// Waits for the thread to end, for so long.
  boolean hasEnded(Duration patience) throws InterruptedException {
    return thread.join(patience);
  }

  private void run() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        ask();
        feed.run();
        Thread.sleep(pause);
      }
    } catch (InterruptedException | RejectedExecutionException _) {
      // the gateway stops
    }
  }

  /// Returns when all loops have answered.
  private void ask() throws InterruptedException {
    CountDownLatch silent = new CountDownLatch(loops.size());
    loops.forEach(loop -> loop.ask(silent));
    String told = "";
    for (int round = 0; !silent.await(pause.toNanos(), TimeUnit.NANOSECONDS); round++) {
      boolean work = allWork() && round < PATIENCE;
      if (work) {
        feed.run();
      }
      String then = work ? "as they work they are given time" : "the watchdog is not fed";
      if (!then.equals(told)) {
        log.warn(
            "{} of {} event loops have not answered for {} s: {}",
            silent.getCount(),
            loops.size(),
            pause.multipliedBy(round + 1).toSeconds(),
            then);
      }
      told = then;
    }
    if (!told.isEmpty()) {
      log.info("all event loops answer again");
    }
  }

  private boolean allWork() {
    double least = pause.toNanos() * WORKS;
    boolean all = true;
    for (Watched loop : loops) {
      // each is looked at, as the next look counts from here
      all &= loop.works(least);
    }
    return all;
  }

  /// A loop, and the thread that has answered for it. All but the answer: the watchdog's thread.
  private static final class Watched {
    private final Executor loop;
    private volatile boolean answered;
    private volatile long thread;

    /// CPU nanoseconds at the last look at a loop that is late, -1 before it.
    private long worked;

    Watched(Executor loop) {
      this.loop = loop;
    }

    void ask(CountDownLatch silent) {
      answered = false;
      // looked at when it is late alone: what measures is not loaded at each start
      worked = -1;
      loop.execute(() -> {
        thread = Thread.currentThread().threadId();
        answered = true;
        silent.countDown();
      });
    }

    /// Whether it owes nothing, or has had so much of the processor since the last look.
    boolean works(double leastNanos) {
      long before = worked;
      worked = cpuNanos();
      return answered || (before >= 0 && worked - before >= leastNanos);
    }

    /// -1 where it is not known: before the first answer, or where the JVM does not measure.
    private long cpuNanos() {
      long known = thread;
      return known == 0 ? -1 : ManagementFactory.getThreadMXBean().getThreadCpuTime(known);
    }
  }
}
