package io.tidegate.hls;

import io.tidegate.media.MediaTime;

/// A Partial Segment, or the whole of a segment without parts. Immutable but for who holds its
/// content.
///
/// @param independent holds a frame where decoding can start
record Part(Content content, MediaTime duration, boolean independent) {
  /// It stands for a time of which nothing came.
  boolean isGap() {
    return content.length() == 0;
  }
}
