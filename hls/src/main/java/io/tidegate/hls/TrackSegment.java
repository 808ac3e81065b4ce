package io.tidegate.hls;

import io.tidegate.media.Bytes;
import io.tidegate.media.MediaTime;
import io.tidegate.media.Nullable;
import java.util.ArrayList;
import java.util.List;

/// One track of a segment: what DASH calls a segment. Immutable.
///
/// @param number the same as that of the whole
/// @param earliest presentation time of the frame that is shown first
/// @param duration of its frames
/// @param bytes length of the content
record TrackSegment(long number, MediaTime earliest, MediaTime duration, long bytes) {
  /// Null where the segment holds nothing of this kind.
  static @Nullable TrackSegment of(Segment segment, TrackKind kind) {
    TrackSpan first = null;
    MediaTime earliest = MediaTime.ZERO;
    MediaTime end = MediaTime.ZERO;
    long bytes = 0;
    for (Part part : segment.parts()) {
      TrackSpan span = part.span(kind);
      if (span == null) {
        continue;
      }
      earliest = first == null ? span.earliest() : MediaTime.min(earliest, span.earliest());
      first = first == null ? span : first;
      end = span.end();
      bytes += span.bytes();
    }
    return first == null
        ? null
        : new TrackSegment(segment.number(), earliest, end.minus(first.start()), bytes);
  }

  /// The content of one track in `parts`. Only while they are held.
  static List<Bytes> pieces(List<Part> parts, TrackKind kind) {
    List<Bytes> pieces = new ArrayList<>();
    for (Part part : parts) {
      TrackSpan span = part.span(kind);
      if (span != null) {
        pieces.add(span.head());
        pieces.addAll(part.content().slice(span.from(), span.frameBytes()));
      }
    }
    return pieces;
  }

  /// Rounded up, so that it is never zero.
  long bitsPerSecond() {
    return (long) Math.ceil(Math.max(1, bytes) * 8e9 / Math.max(1, duration.nanos()));
  }
}
