package io.tidegate.gateway.metrics;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.tidegate.media.hub.FirstFrames;
import io.tidegate.media.hub.LatencyHistogram;
import io.tidegate.media.hub.StageLatency;

/// How long frames are under way in this process, and how long viewers wait for their first one.
/// Any thread.
record LatencyMetrics(StageLatency stages, FirstFrames firsts) implements MultiCollector {
  private static final double NANOS_PER_SECOND = 1e9;

  @Override
  public MetricSnapshots collect() {
    return new MetricSnapshots(stageLatency(), firstFrame());
  }

  private HistogramSnapshot stageLatency() {
    HistogramSnapshot.Builder builder =
        HistogramSnapshot.builder()
            .name("tidegate_stage_latency_seconds")
            .help("From the last byte of a frame received to the end of a stage of this process.");
    for (StageLatency.Stage stage : StageLatency.Stage.values()) {
      builder.dataPoint(point(Labels.of("stage", stage.label()), stages.of(stage).view()));
    }
    return builder.build();
  }

  private HistogramSnapshot firstFrame() {
    HistogramSnapshot.Builder builder =
        HistogramSnapshot.builder()
            .name("tidegate_first_frame_seconds")
            .help("From a viewer's request to its first frame, as this server sent it.");
    firsts
        .all()
        .forEach((protocol, waits) -> {
          LatencyHistogram.View view = waits.view();
          if (view.count() > 0) {
            builder.dataPoint(point(Labels.of("protocol", protocol.label()), view));
          }
        });
    return builder.build();
  }

  static HistogramDataPointSnapshot point(Labels labels, LatencyHistogram.View view) {
    ClassicHistogramBuckets.Builder buckets = ClassicHistogramBuckets.builder();
    view.buckets()
        .forEach(bucket -> buckets.bucket(bucket.upToNanos() / NANOS_PER_SECOND, bucket.count()));
    buckets.bucket(Double.POSITIVE_INFINITY, view.longer());
    return HistogramDataPointSnapshot.builder()
        .labels(labels)
        .classicHistogramBuckets(buckets.build())
        .sum(view.sumNanos() / NANOS_PER_SECOND)
        .build();
  }
}
