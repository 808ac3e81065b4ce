package io.tidegate.gateway.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class TicksTest {
  private static final long PATIENCE_SECONDS = 60;

  private final ScheduledThreadPoolExecutor thread = new ScheduledThreadPoolExecutor(1);
  private final Semaphore turns = new Semaphore(0);
  private final AtomicBoolean more = new AtomicBoolean();
  private final Ticks ticks =
      new Ticks(
          thread,
          Duration.ofMillis(1),
          () -> {
            turns.release();
            return more.get();
          });

  @AfterEach
  void close() {
    thread.shutdownNow();
  }

  private void awaitTurns(int count) throws InterruptedException {
    assertThat(turns.tryAcquire(count, PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void itGoesOnByItselfWhileThereIsMoreAndWhileThereIsNone() throws Exception {
    more.set(true);
    ticks.start();
    awaitTurns(20);
    more.set(false);
    awaitTurns(turns.availablePermits() + 2);
  }

  @Test
  void itHasOneTurnPlannedHoweverOftenItIsWoken() throws Exception {
    thread.setRemoveOnCancelPolicy(true);
    ticks.start();
    for (int i = 0; i < 20; i++) {
      ticks.wake();
      awaitTurns(1);
    }
    thread.submit(() -> assertThat(thread.getQueue()).hasSizeLessThanOrEqualTo(2)).get();
  }

  @Test
  void nothingHappensAfterTheEnd() {
    ticks.start();
    thread.shutdownNow();
    ticks.wake();
    ticks.start();
    assertThat(thread.getQueue()).isEmpty();
  }
}
