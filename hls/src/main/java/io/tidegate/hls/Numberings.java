package io.tidegate.hls;

import io.tidegate.media.StreamKey;

/// Says how the segments of streams are counted. Any thread, never blocks.
@FunctionalInterface
public interface Numberings {
  /// Asked when a stream begins to be packaged.
  Numbering of(StreamKey key);
}
