package io.tidegate.gateway.metrics;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.tidegate.gateway.clip.Clip;
import io.tidegate.gateway.clip.Clips;
import java.util.List;

/// Clips and the room they take. Any thread.
public record ClipMetrics(Clips clips) implements MultiCollector {
  @Override
  public MetricSnapshots collect() {
    List<Clip> all = clips.all();
    Family states = Family.gauge("tidegate_clips", "Clips by how far they have come.");
    for (Clip.State state : Clip.State.values()) {
      states.add(
          all.stream().filter(clip -> clip.state() == state).count(), "state", state.label());
    }
    return Family.of(
        states,
        Family.gauge("tidegate_clip_bytes", "Bytes of all clips that play, or are announced.")
            .add(all.stream().mapToLong(Clip::room).sum()),
        Family.counter("tidegate_clip_upload_bytes", "Bytes that were brought.")
            .add(clips.broughtBytes()));
  }
}
