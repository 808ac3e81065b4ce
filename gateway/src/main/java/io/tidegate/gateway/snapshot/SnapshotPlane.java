package io.tidegate.gateway.snapshot;

import io.tidegate.gateway.feature.Feature;
import io.tidegate.gateway.feature.Features;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.Loops;
import io.tidegate.transcode.worker.Job;
import io.tidegate.transcode.worker.JobResult;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/// Everything that makes pictures, put together by hand. Any thread.
public final class SnapshotPlane {
  private final SnapshotStats stats = new SnapshotStats();
  private final Features features;
  private final Loops loops;
  private final KeyFrames frames;
  private final Stills stills;
  private final Snapshots snapshots;
  private volatile SnapshotOptions options;

  /// @param children run jobs, elsewhere
  public SnapshotPlane(
      SnapshotOptions options,
      Loops loops,
      Features features,
      Function<Job, CompletableFuture<JobResult>> children) {
    this.options = options;
    this.loops = loops;
    this.features = features;
    this.frames = new KeyFrames(loops, Clock.systemUTC());
    this.stills = new Stills(children, this::options, stats);
    this.snapshots = new Snapshots(frames, stills, this::options, stats, loops::nanoTime);
  }

  /// For whoever asks from here on.
  public void changed(SnapshotOptions now) {
    options = now;
  }

  public SnapshotOptions options() {
    return options;
  }

  public KeyFrames frames() {
    return frames;
  }

  public Stills stills() {
    return stills;
  }

  public Snapshots snapshots() {
    return snapshots;
  }

  public SnapshotStats stats() {
    return stats;
  }

  /// The monotonic clock that pictures go by.
  public long nanoTime() {
    return loops.nanoTime();
  }

  /// Why no key frames are given out, in words; null when they are.
  public @Nullable String previewsOff(StreamKey key, String host) {
    if (features.allows(Feature.PREVIEWS, key, host)) {
      return null;
    }
    String held = features.held(Feature.PREVIEWS);
    return held == null
        ? "previews are switched off here"
        : "this node has too much to do (" + held + ")";
  }
}
