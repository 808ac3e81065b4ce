package io.tidegate.gateway.metrics;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.tidegate.cluster.registry.RegistryStats;
import java.util.Optional;
import java.util.function.Supplier;

/// What this node tells the others of its sessions, streams, links and workers. Any thread.
///
/// @param registry empty while it is in no cluster
public record RegistryMetrics(Supplier<Optional<RegistryStats>> registry)
    implements MultiCollector {
  private static final RegistryStats NONE = new RegistryStats(0, 0, 0, 0, 0, 0, 0);

  @Override
  public MetricSnapshots collect() {
    RegistryStats now = registry.get().orElse(NONE);
    return Family.of(
        Family.gauge("tidegate_registry_rows", "Sessions, streams, links and workers told.")
            .add((long) now.rows()),
        Family.gauge("tidegate_registry_left_out", "Those not told: too many, or too long.")
            .add((long) now.leftOut()),
        Family.counter("tidegate_registry_pages", "Pages told.").add(now.sent()),
        Family.counter("tidegate_registry_bytes", "Bytes of pages told.").add(now.sentBytes()),
        Family.counter("tidegate_registry_broken", "Pages of others that could not be read.")
            .add(now.broken()),
        Family.counter("tidegate_registry_reaped", "Pages removed as their node was gone.")
            .add(now.reaped()));
  }
}
