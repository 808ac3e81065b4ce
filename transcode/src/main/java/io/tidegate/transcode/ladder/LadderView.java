package io.tidegate.transcode.ladder;

import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import io.tidegate.transcode.worker.WorkerView;
import java.util.List;

/// How the renditions of a stream stand. Immutable.
///
/// @param worker its child, null before its tracks are known
/// @param dropped frames that the child did not get because it did not keep up
public record LadderView(
    StreamKey source, @Nullable WorkerView worker, List<Step> steps, long dropped) {
  /// One rendition.
  ///
  /// @param encoder as FFmpeg calls it, empty where pictures are not coded
  /// @param problem why it is not published, empty for no reason
  public record Step(StreamKey key, String encoder, String problem) {}

  public LadderView {
    steps = List.copyOf(steps);
  }
}
