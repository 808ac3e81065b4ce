package io.tidegate.gateway.metrics;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.tidegate.transcode.AdapterStats;

/// Sound that is converted. Any thread.
record AudioMetrics(AdapterStats audio) implements MultiCollector {
  @Override
  public MetricSnapshots collect() {
    return Family.of(
        Family.gauge("tidegate_audio_conversions", "Streams whose sound is converted now.")
            .add(audio.running()),
        Family.counter(
                "tidegate_audio_dropped_frames",
                "Frames not converted because the adapter was behind.")
            .add(audio.droppedFrames()),
        Family.counter("tidegate_audio_failures", "Conversions that could not go on.")
            .add(audio.failures()));
  }
}
