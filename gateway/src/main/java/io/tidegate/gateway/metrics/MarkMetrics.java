package io.tidegate.gateway.metrics;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.tidegate.gateway.mark.Marks;

/// Marks on timelines. Any thread.
public record MarkMetrics(Marks marks) implements MultiCollector {
  @Override
  public MetricSnapshots collect() {
    Family kept = Family.gauge("tidegate_marks", "Marks that are kept.");
    Family set = Family.counter("tidegate_marks_set", "Marks that were set.");
    Family dropped =
        Family.counter("tidegate_marks_dropped", "Marks that went because there were too many.");
    Family refused = Family.counter("tidegate_marks_refused", "Marks of taps that came too fast.");
    Family unstored = Family.counter("tidegate_marks_unstored", "Marks that no disk took.");
    refused.add(marks.refused());
    unstored.add(marks.unstored());
    kept.add((long) marks.size());
    set.add(marks.added());
    dropped.add(marks.dropped());
    return Family.of(kept, set, dropped, refused, unstored);
  }
}
