package io.tidegate.gateway.service;

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
/// answered is the watchdog fed. One loop that is blocked stops the feeding, until it answers. A
/// thread of its own asks; on each loop waits at most one question.
///
/// 1. [#start]. 2. [#close], once or more often.
final class LoopWatchdog implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(LoopWatchdog.class);

  /// Of the time within which the watchdog wants to be fed: half is left to a loop that is late.
  private static final int ROUNDS = 4;

  private final List<Executor> loops;
  private final Duration pause;
  private final Runnable feed;
  private final Thread thread;

  private LoopWatchdog(List<Executor> loops, Duration within, Runnable feed) {
    this.loops = loops;
    this.pause = within.dividedBy(ROUNDS);
    this.feed = feed;
    this.thread = Thread.ofPlatform().daemon().name("service-watchdog").unstarted(this::run);
  }

  /// @param within what the watchdog wants to be fed in
  /// @param feed not called on a loop
  static LoopWatchdog start(Collection<? extends Executor> loops, Duration within, Runnable feed) {
    LoopWatchdog watchdog = new LoopWatchdog(List.copyOf(loops), within, feed);
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
    loops.forEach(loop -> loop.execute(silent::countDown));
    if (silent.await(pause.toNanos(), TimeUnit.NANOSECONDS)) {
      return;
    }
    log.warn(
        "{} of {} event loops have not answered for {} s: the watchdog is not fed",
        silent.getCount(),
        loops.size(),
        pause.toSeconds());
    silent.await();
    log.info("all event loops answer again");
  }
}
