package io.tidegate.gateway.storage.s3;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// Breaks off what makes no progress. Any thread.
final class StallWatch implements AutoCloseable {
  private final long mostNanos;
  private final Set<Transfer> transfers = ConcurrentHashMap.newKeySet();
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          work -> Thread.ofPlatform().name("storage-stalls").daemon().unstarted(work));

  /// Something that is watched; closed when it is over.
  final class Transfer implements AutoCloseable {
    private final Runnable breakOff;
    private volatile long last = System.nanoTime();
    private volatile boolean rests;
    private volatile boolean broken;

    private Transfer(Runnable breakOff) {
      this.breakOff = breakOff;
    }

    void moves() {
      last = System.nanoTime();
    }

    /// Whoever reads has not asked for more: no stall.
    void rests() {
      rests = true;
    }

    void begins() {
      moves();
      rests = false;
    }

    /// Whether it was broken off.
    boolean isBroken() {
      return broken;
    }

    @Override
    public void close() {
      transfers.remove(this);
    }
  }

  /// @param most without progress
  StallWatch(Duration most) {
    this.mostNanos = most.toNanos();
    long every = Math.max(1, most.toMillis() / 4);
    var _ = clock.scheduleWithFixedDelay(this::look, every, every, TimeUnit.MILLISECONDS);
  }

  /// @param breakOff makes whoever waits for it fail; must not wait
  Transfer watch(Runnable breakOff) {
    Transfer transfer = new Transfer(breakOff);
    transfers.add(transfer);
    return transfer;
  }

  private void look() {
    long now = System.nanoTime();
    transfers.removeIf(one -> {
      boolean stalls = !one.rests && now - one.last > mostNanos;
      if (stalls) {
        one.broken = true;
        one.breakOff.run();
      }
      return stalls;
    });
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }
}
