package io.tidegate.gateway.load;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/// Measures [Signals]. [#late] on any thread, [#take] on one.
final class SignalMeter {
  private static final double NANOS_PER_SECOND = 1e9;
  private static final double NANOS_PER_MILLI = 1e6;

  private final LongSupplier tasks;
  private final AtomicLong worstLagNanos = new AtomicLong();
  private final int cores = Runtime.getRuntime().availableProcessors();
  private long cpuNanos;
  private long takenNanos;

  /// @param tasks that wait on event loops now
  SignalMeter(LongSupplier tasks) {
    this.tasks = tasks;
    this.cpuNanos = processCpuNanos();
    this.takenNanos = System.nanoTime();
  }

  /// A timer of an event loop fired so late.
  void late(double seconds) {
    worstLagNanos.accumulateAndGet((long) (seconds * NANOS_PER_SECOND), Math::max);
  }

  /// Since the last time.
  Signals take() {
    long nowCpu = processCpuNanos();
    long now = System.nanoTime();
    double elapsed = Math.max(1, now - takenNanos);
    double cpu = Math.clamp((nowCpu - cpuNanos) / elapsed / cores, 0, 1);
    cpuNanos = nowCpu;
    takenNanos = now;
    return new Signals(cpu, worstLagNanos.getAndSet(0) / NANOS_PER_MILLI, tasks.getAsLong());
  }

  /// 0 where the machine does not tell.
  private static long processCpuNanos() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
        ? Math.max(0, system.getProcessCpuTime())
        : 0;
  }
}
