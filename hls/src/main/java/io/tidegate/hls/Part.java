package io.tidegate.hls;

import io.tidegate.media.MediaTime;
import io.tidegate.media.Nullable;

/// A Partial Segment, or the whole of a segment without parts. Immutable but for who holds its
/// content.
///
/// @param independent holds a frame where decoding can start
/// @param video where its pictures lie; null without any, or where they do not lie together
/// @param audio where its sound lies
record Part(
    Content content,
    MediaTime duration,
    boolean independent,
    @Nullable TrackSpan video,
    @Nullable TrackSpan audio) {
  /// Of tracks that do not lie apart.
  Part(Content content, MediaTime duration, boolean independent) {
    this(content, duration, independent, null, null);
  }

  /// It stands for a time of which nothing came.
  boolean isGap() {
    return content.length() == 0;
  }

  /// Where the frames of one track lie; null when there are none, or not together.
  @Nullable
  TrackSpan span(TrackKind kind) {
    return switch (kind) {
      case VIDEO -> video;
      case AUDIO -> audio;
    };
  }
}
