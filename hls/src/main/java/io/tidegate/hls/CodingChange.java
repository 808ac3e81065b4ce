package io.tidegate.hls;

import io.tidegate.media.Codec;
import io.tidegate.media.Track;
import io.tidegate.media.TrackList;
import java.util.Map;
import java.util.stream.Collectors;

/// Sees to it that tracks of another number or coding come after a discontinuity only (RFC 8216
/// §4.3.2.3). It lies at the same place in all variants (§6.2.4): where there is none since the
/// last segment, the leader is asked for one. Loop-confined.
///
/// 1. [#turned] when tracks come;
/// 2. [#lacksBreak] before each segment that follows no other one;
/// 3. [#opened] when a segment begins.
final class CodingChange {
  private final MarkBook book;
  private Map<Integer, Codec> tracks = Map.of();
  private Map<Integer, Codec> made = Map.of();
  private long madeIn;
  private boolean wished;

  CodingChange(MarkBook book) {
    this.book = book;
  }

  /// The tracks of the segments from here on.
  void turned(TrackList list) {
    tracks = list.asList().stream().collect(Collectors.toMap(Track::id, Track::codec));
  }

  /// A segment of the present tracks begins at `mark`.
  void opened(SegmentMark mark) {
    made = tracks;
    madeIn = mark.discontinuitySequence();
    wished = false;
  }

  /// Whether the present tracks must not begin at `mark`. The leader is asked once for a place.
  boolean lacksBreak(SegmentMark mark) {
    boolean lacks =
        !made.isEmpty() && !made.equals(tracks) && mark.discontinuitySequence() == madeIn;
    if (lacks && !wished) {
      wished = true;
      book.wishBreak(madeIn);
    }
    return lacks;
  }
}
