package io.tidegate.gateway.metrics;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.tidegate.gateway.snapshot.SnapshotStats;

/// What became of those who asked for pictures of streams. Any thread.
public record SnapshotMetrics(SnapshotStats stats) implements MultiCollector {
  @Override
  public MetricSnapshots collect() {
    Family answers =
        Family.counter("tidegate_snapshot_answers", "Pictures that were asked for, by how.")
            .add(stats.decoded(), "how", "decoded")
            .add(stats.cached(), "how", "cached")
            .add(stats.joined(), "how", "joined")
            .add(stats.unchanged(), "how", "unchanged")
            .add(stats.passedOn(), "how", "passed-on")
            .add(stats.failed(), "how", "failed")
            .add(stats.refused(), "how", "refused");
    return Family.of(answers);
  }
}
