package io.tidegate.gateway.metrics;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.tidegate.gateway.still.StillTally;
import io.tidegate.gateway.still.StoredStills;
import io.tidegate.media.Nullable;
import java.util.function.Supplier;

/// Pictures that are kept. Any thread.
///
/// @param opened null before the start
public record StillMetrics(Supplier<@Nullable StoredStills> opened) implements MultiCollector {
  @Override
  public MetricSnapshots collect() {
    StoredStills stills = opened.get();
    if (stills == null) {
      return new MetricSnapshots();
    }
    StillTally tally = stills.tally();
    return Family.of(
        Family.counter("tidegate_stills", "Pictures that were kept.").add(tally.stored()),
        Family.counter("tidegate_still_bytes", "Bytes of pictures that were kept.")
            .add(tally.bytes()),
        Family.counter("tidegate_still_dropped", "Pictures that were not kept, by reason.")
            .add(tally.unchanged(), "reason", "unchanged")
            .add(tally.unmade(), "reason", "unmade")
            .add(tally.behind(), "reason", "slow")
            .add(tally.full(), "reason", "full")
            .add(tally.failed(), "reason", "failed"),
        Family.counter("tidegate_still_deleted", "Kept pictures that were deleted.")
            .add(tally.deleted()),
        Family.counter("tidegate_still_brought", "Kept pictures that storage profiles have.")
            .add(tally.brought()));
  }
}
