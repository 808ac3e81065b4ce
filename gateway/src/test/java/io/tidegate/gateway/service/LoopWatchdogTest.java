package io.tidegate.gateway.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Real loops, which are blocked and let go by hand: no time is measured.
@Timeout(120)
class LoopWatchdogTest {
  private static final Duration WITHIN = Duration.ofMillis(40);

  @TempDir Path folder;
  private final ExecutorService first = Executors.newSingleThreadExecutor();
  private final ExecutorService second = Executors.newSingleThreadExecutor();

  private final AtomicBoolean spins = new AtomicBoolean();

  @AfterEach
  void end() throws Exception {
    spins.set(false);
    first.shutdownNow();
    second.shutdownNow();
    assertThat(first.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
    assertThat(second.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void feedsWhileAllLoopsAnswer() throws Exception {
    CountDownLatch fed = new CountDownLatch(5);
    try (LoopWatchdog _ = LoopWatchdog.start(List.of(first, second), WITHIN, fed::countDown)) {
      assertThat(fed.await(60, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void oneLoopThatIsBlockedStopsTheFeedingUntilItAnswers() throws Exception {
    LinkedBlockingQueue<String> asked = new LinkedBlockingQueue<>();
    AtomicInteger fed = new AtomicInteger();
    CountDownLatch hold = new CountDownLatch(1);
    CountDownLatch blocked = new CountDownLatch(1);
    second.execute(() -> {
      blocked.countDown();
      awaitQuietly(hold);
    });
    assertThat(blocked.await(60, TimeUnit.SECONDS)).isTrue();
    Executor heard =
        task -> {
          asked.add("first");
          first.execute(task);
        };
    try (LoopWatchdog _ =
        LoopWatchdog.start(List.of(heard, second), WITHIN, fed::incrementAndGet)) {
      assertThat(asked.poll(60, TimeUnit.SECONDS)).isEqualTo("first");
      // the first has answered; if that were enough it would be asked again
      first.submit(() -> {}).get(60, TimeUnit.SECONDS);
      assertThat(asked.poll(WITHIN.toMillis() * 5, TimeUnit.MILLISECONDS)).isNull();
      assertThat(fed).hasValue(0);
      hold.countDown();
      assertThat(asked.poll(60, TimeUnit.SECONDS)).isEqualTo("first");
      assertThat(fed.get()).isPositive();
    }
  }

  @Test
  void oneThatIsLateButWorksIsGivenTimeThoughNotForEver() throws Exception {
    AtomicInteger fed = new AtomicInteger();
    AtomicInteger before = new AtomicInteger();
    CountDownLatch begun = new CountDownLatch(1);
    try (LoopWatchdog _ =
        LoopWatchdog.start(List.of(first, second), WITHIN, fed::incrementAndGet)) {
      // it has to have answered once, for its thread to be known
      await().until(() -> fed.get() > 1);
      spins.set(true);
      second.execute(() -> {
        before.set(fed.get());
        begun.countDown();
        while (spins.get()) {
          Thread.onSpinWait();
        }
      });
      assertThat(begun.await(60, TimeUnit.SECONDS)).isTrue();
      await().until(() -> fed.get() > before.get() + 2);
      Thread.sleep(WITHIN.multipliedBy(10));
      // one round may have been answered just before
      assertThat(fed.get() - before.get()).isLessThanOrEqualTo(LoopWatchdog.PATIENCE + 1);
      int unfed = fed.get();
      spins.set(false);
      await().until(() -> fed.get() > unfed);
    }
  }

  @Test
  void oneThatWaitsIsNotFedThoughItHasAnsweredBefore() throws Exception {
    AtomicInteger fed = new AtomicInteger();
    CountDownLatch hold = new CountDownLatch(1);
    CountDownLatch blocked = new CountDownLatch(1);
    AtomicInteger before = new AtomicInteger();
    try (LoopWatchdog _ =
        LoopWatchdog.start(List.of(first, second), WITHIN, fed::incrementAndGet)) {
      await().until(() -> fed.get() > 1);
      second.execute(() -> {
        before.set(fed.get());
        blocked.countDown();
        awaitQuietly(hold);
      });
      assertThat(blocked.await(60, TimeUnit.SECONDS)).isTrue();
      Thread.sleep(WITHIN.multipliedBy(20));
      // what it had answered, and what it did until it waited
      assertThat(fed.get() - before.get()).isLessThanOrEqualTo(2);
      hold.countDown();
      int unfed = fed.get();
      await().until(() -> fed.get() > unfed);
    }
  }

  @Test
  void feedsTheServiceManagerThatAsksForIt() throws Exception {
    try (NotifyReceiver receiver = NotifyReceiver.at(folder.resolve("notify").toString())) {
      ServiceManager manager =
          ServiceManager.of(Map.of("NOTIFY_SOCKET", receiver.place(), "WATCHDOG_USEC", "40000"));
      AtomicReference<String> status = new AtomicReference<>("ready");
      manager.ready("ready");
      manager.watch(List.of(first, second), status::get);
      assertThat(receiver.next()).isEqualTo("READY=1\nSTATUS=ready");
      assertThat(receiver.next()).isEqualTo("WATCHDOG=1");
      assertThat(receiver.next()).isEqualTo("WATCHDOG=1");
      status.set("ready\nREADY=0");
      String told = receiver.next();
      while (told.equals("WATCHDOG=1")) {
        told = receiver.next();
      }
      assertThat(told).isEqualTo("WATCHDOG=1\nSTATUS=ready READY=0");
      assertThat(receiver.next()).as("told once").isEqualTo("WATCHDOG=1");
      manager.stopping("stopping");
      String last = receiver.next();
      while (last.equals("WATCHDOG=1")) {
        last = receiver.next();
      }
      assertThat(last).isEqualTo("STOPPING=1\nSTATUS=stopping");
    }
  }

  @Test
  void endsWithLoopsThatHaveEnded() throws Exception {
    CountDownLatch fed = new CountDownLatch(1);
    try (LoopWatchdog watchdog = LoopWatchdog.start(List.of(first), WITHIN, fed::countDown)) {
      assertThat(fed.await(60, TimeUnit.SECONDS)).isTrue();
      first.shutdown();
      assertThat(watchdog.hasEnded(Duration.ofSeconds(60))).isTrue();
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
