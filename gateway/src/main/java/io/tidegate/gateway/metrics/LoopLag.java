package io.tidegate.gateway.metrics;

import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.tidegate.media.hub.Loop;
import io.tidegate.media.hub.Loops;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.DoubleConsumer;

/// How late event loops are: a timer on each, which says by how much it fired after its time. A
/// loop that is late delays all streams and viewers on it.
final class LoopLag {
  /// Twice a second and loop: 0.01 % of a core, and a stall of a second is seen twice.
  static final long PERIOD_MILLIS = 500;

  private static final double NANOS_PER_SECOND = 1e9;
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final Loops loops;
  private final Histogram lag;
  private final List<DoubleConsumer> listeners = new CopyOnWriteArrayList<>();
  private final AtomicLong worstNanos = new AtomicLong();

  LoopLag(PrometheusRegistry registry, Loops loops) {
    this.loops = loops;
    this.lag =
        Histogram.builder()
            .name("tidegate_event_loop_lag_seconds")
            .help("By how much timers of event loops fired late.")
            .classicOnly()
            .classicUpperBounds(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5)
            .withoutExemplars()
            .register(registry);
  }

  /// `listener` hears of each delay, in seconds; on the loop, so it must not wait.
  void observe(DoubleConsumer listener) {
    listeners.add(listener);
  }

  /// Runs as long as the loops do.
  void watch(List<Loop> watched) {
    watched.forEach(loop -> loop.run(() -> again(loop)));
  }

  /// By how much the latest was late since this was asked last. Any thread.
  Duration takeWorst() {
    return Duration.ofNanos(worstNanos.getAndSet(0));
  }

  private void again(Loop loop) {
    long due = loops.nanoTime() + PERIOD_MILLIS * NANOS_PER_MILLI;
    loops.schedule(
        loop,
        PERIOD_MILLIS,
        () -> {
          long lateNanos = Math.max(0, loops.nanoTime() - due);
          worstNanos.accumulateAndGet(lateNanos, Math::max);
          double late = lateNanos / NANOS_PER_SECOND;
          lag.observe(late);
          listeners.forEach(listener -> listener.accept(late));
          again(loop);
        });
  }
}
