package io.tidegate.gateway.metrics;

import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocatorMetric;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;

/// The network's own memory, which the JVM's figures leave out, and its transport. Any thread.
///
/// @param nativeTransport whether epoll carries the sockets, the JDK's selectors otherwise
record NettyMetrics(boolean nativeTransport) implements MultiCollector {
  @Override
  public MetricSnapshots collect() {
    PooledByteBufAllocatorMetric pool = PooledByteBufAllocator.DEFAULT.metric();
    return Family.of(
        Family.gauge("tidegate_native_transport", "1 where epoll carries the sockets.")
            .add(nativeTransport ? 1 : 0),
        Family.gauge("tidegate_network_buffer_bytes", "Memory pooled for the network.")
            .add(pool.usedDirectMemory(), "area", "direct")
            .add(pool.usedHeapMemory(), "area", "heap"));
  }
}
