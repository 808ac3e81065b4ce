package io.tidegate.gateway.metrics;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.nio.file.Path;
import java.util.Set;
import java.util.function.Supplier;

/// This machine as the gateway sees it. Any thread.
///
/// @param degraded what does not work, as `/health/ready` says
record NodeMetrics(String version, Path dataDir, Supplier<Set<String>> degraded)
    implements MultiCollector {
  @Override
  public MetricSnapshots collect() {
    Family parts = Family.gauge("tidegate_degraded", "1 for a part that does not work.");
    degraded.get().forEach(part -> parts.add(1, "part", part));
    return Family.of(
        Family.gauge("tidegate_build", "1, by version.").add(1, "version", version),
        Family.gauge("tidegate_data_free_bytes", "Room left for the gateway's own files.")
            .add(dataDir.toFile().getUsableSpace()),
        Family.gauge("tidegate_data_size_bytes", "All of the file system with the own files.")
            .add(dataDir.toFile().getTotalSpace()),
        parts);
  }
}
