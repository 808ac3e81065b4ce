package io.tidegate.gateway.metrics;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.tidegate.gateway.recording.RecordingTally;
import io.tidegate.gateway.recording.Recordings;
import io.tidegate.media.Nullable;
import java.util.function.Supplier;

/// What recording does. Any thread.
///
/// @param opened null before the start
public record RecordingMetrics(Supplier<@Nullable Recordings> opened) implements MultiCollector {
  @Override
  public MetricSnapshots collect() {
    Recordings recordings = opened.get();
    if (recordings == null) {
      return new MetricSnapshots();
    }
    RecordingTally tally = recordings.tally();
    return Family.of(
        Family.gauge("tidegate_recordings_active", "Streams that are recorded.")
            .add(recordings.active().size()),
        Family.counter("tidegate_recording_bytes", "Bytes of segments that were stored.")
            .add(tally.bytes()),
        Family.counter("tidegate_recording_segments", "Segments that were stored.")
            .add(tally.segments()),
        Family.counter("tidegate_recording_dropped", "Segments that were not stored, by reason.")
            .add(tally.behind(), "reason", "slow")
            .add(tally.full(), "reason", "full")
            .add(tally.failed(), "reason", "failed"),
        Family.counter("tidegate_recording_deleted", "Segments that were deleted.")
            .add(tally.deleted()),
        Family.counter(
                "tidegate_recording_missing",
                "Segments that were not on the disk as they were written.")
            .add(tally.missing()),
        Family.counter("tidegate_recording_brought", "Segments that storage profiles have.")
            .add(tally.brought()),
        Family.gauge("tidegate_recording_queue_bytes", "Bytes that wait for the disk.")
            .add(recordings.waitingBytes()),
        Family.gauge(
                "tidegate_recording_behind_seconds", "For how long the disk has taken nothing.")
            .add(recordings.behind().toMillis() / 1e3));
  }
}
