package io.tidegate.gateway.web;

import com.sun.management.UnixOperatingSystemMXBean;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocatorMetric;
import io.tidegate.gateway.load.LoadControl;
import io.tidegate.gateway.load.Signals;
import io.vertx.core.json.JsonObject;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.management.MemoryUsage;
import java.lang.management.ThreadMXBean;
import java.time.Clock;

/// What this process uses at this moment. Any thread.
record RuntimeFacts(LoadControl load, Clock clock) {
  private static final double PERCENT = 100;

  JsonObject json() {
    Signals signals = load.brownout().standing().signals();
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    return new JsonObject()
        .put("at", clock.instant().toString())
        .put("uptimeMs", ManagementFactory.getRuntimeMXBean().getUptime())
        .put("memory", memory())
        .put("collections", collections())
        .put(
            "threads",
            new JsonObject()
                .put("now", threads.getThreadCount())
                .put("peak", threads.getPeakThreadCount()))
        .put("descriptors", descriptors())
        .put(
            "loops",
            new JsonObject()
                .put("lagMs", LiveViews.rounded(signals.lagMs()))
                .put("tasks", signals.tasks()))
        .put(
            "cpu",
            new JsonObject()
                .put("percent", LiveViews.rounded(signals.cpu() * PERCENT))
                .put("processors", Runtime.getRuntime().availableProcessors())
                .put(
                    "systemLoad",
                    LiveViews.rounded(
                        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage())));
  }

  private static JsonObject memory() {
    MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
    MemoryUsage heap = memory.getHeapMemoryUsage();
    PooledByteBufAllocatorMetric network = PooledByteBufAllocator.DEFAULT.metric();
    long direct =
        ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
            .filter(pool -> pool.getName().equals("direct"))
            .mapToLong(BufferPoolMXBean::getMemoryUsed)
            .sum();
    return new JsonObject()
        .put("heapUsed", heap.getUsed())
        .put("heapCommitted", heap.getCommitted())
        .put("heapMax", heap.getMax())
        .put("otherUsed", memory.getNonHeapMemoryUsage().getUsed())
        .put("directUsed", direct)
        .put("networkUsed", network.usedDirectMemory() + network.usedHeapMemory());
  }

  private static JsonObject collections() {
    long count = 0;
    long millis = 0;
    for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
      count += Math.max(0, collector.getCollectionCount());
      millis += Math.max(0, collector.getCollectionTime());
    }
    return new JsonObject().put("count", count).put("totalMs", millis);
  }

  private static JsonObject descriptors() {
    if (!(ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix)) {
      return new JsonObject().put("open", 0).put("most", 0);
    }
    return new JsonObject()
        .put("open", unix.getOpenFileDescriptorCount())
        .put("most", unix.getMaxFileDescriptorCount());
  }
}
