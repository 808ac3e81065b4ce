package io.tidegate.gateway.recording;

import io.tidegate.gateway.segment.SegmentName;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import java.nio.file.Path;

/// Which segment a file is. Immutable.
record SegmentOfFile(StreamKey key, SegmentName name) {
  /// `app/name/2026/11/22/…`.
  private static final int LEVELS = 6;

  /// Null where it is none of those below `root`.
  static @Nullable SegmentOfFile parse(Path root, Path file) {
    Path top = root.toAbsolutePath();
    if (!file.startsWith(top)) {
      return null;
    }
    Path below = top.relativize(file);
    SegmentName name =
        below.getNameCount() == LEVELS
            ? SegmentName.parse(below.subpath(2, LEVELS).toString())
            : null;
    if (name == null) {
      return null;
    }
    try {
      StreamKey key = new StreamKey(below.getName(0).toString(), below.getName(1).toString());
      return new SegmentOfFile(key, name);
    } catch (IllegalArgumentException notOurs) {
      return null;
    }
  }
}
