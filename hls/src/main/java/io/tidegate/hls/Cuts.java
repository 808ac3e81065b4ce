package io.tidegate.hls;

import io.tidegate.media.Frame;
import io.tidegate.media.MediaTime;

/// Decides where segments begin and end. Loop-confined.
interface Cuts {
  /// A segment begins with this frame.
  void opened(MediaTime at, boolean keyFrame);

  /// Whether the next frame begins a new segment.
  ///
  /// @param step how long it probably lasts
  /// @param bytes of the segment so far
  boolean cutsAt(Frame frame, MediaTime step, long bytes);

  /// Where the segment ends that this frame follows.
  MediaTime end(Frame next);

  /// Whether a segment that lasts until `end` would break the target duration.
  boolean isTooLong(MediaTime end);

  /// Whether segments end at [#end] and nowhere near it.
  boolean isExact();

  /// A segment is complete.
  void closed(MediaTime duration);

  /// Seconds of EXT-X-TARGETDURATION, 0 before the first segment is complete.
  int targetSeconds();
}
