package io.tidegate.gateway.snapshot;

import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/// Lets so many tasks run at once and so many more wait, in their order. Any thread.
final class Turnstile {
  private final IntSupplier most;
  private final int mostWaiting;
  private final AtomicInteger inside = new AtomicInteger();
  private final AtomicInteger running = new AtomicInteger();
  private final Queue<Supplier<? extends CompletableFuture<?>>> waiting =
      new ConcurrentLinkedQueue<>();

  /// @param most at once; asked each time
  Turnstile(IntSupplier most, int mostWaiting) {
    this.most = most;
    this.mostWaiting = mostWaiting;
  }

  /// Starts `task` now or later.
  ///
  /// @return false when too many wait
  boolean enter(Supplier<? extends CompletableFuture<?>> task) {
    if (inside.incrementAndGet() > mostWaiting + most.getAsInt()) {
      inside.decrementAndGet();
      return false;
    }
    waiting.add(task);
    startNext();
    return true;
  }

  private void startNext() {
    int now = running.get();
    while (!waiting.isEmpty() && now < most.getAsInt()) {
      if (running.compareAndSet(now, now + 1)) {
        Supplier<? extends CompletableFuture<?>> task = waiting.poll();
        if (task == null) {
          running.decrementAndGet();
        } else {
          var _ = task.get().whenComplete((_, _) -> leave());
        }
      }
      now = running.get();
    }
  }

  private void leave() {
    running.decrementAndGet();
    inside.decrementAndGet();
    startNext();
  }
}
