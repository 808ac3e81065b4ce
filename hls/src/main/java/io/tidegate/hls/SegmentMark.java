package io.tidegate.hls;

import io.tidegate.media.MediaTime;
import io.tidegate.media.Nullable;
import java.time.Instant;

/// Where a segment of one stream begins, for those that show the same and cut where it does. RFC
/// 8216 §6.2.4: segments of variants have the same numbers, times and discontinuities. Immutable.
///
/// @param number Media Sequence Number
/// @param start where the segment begins on the timeline, in decoding time
/// @param pts presentation time of its first frame, by which frames of other codings are found:
///   those need not be decoded in another order
/// @param keyFrame it begins with one
/// @param discontinuity does not continue the segment before
/// @param discontinuitySequence of this segment, its own tag included
/// @param programTime wall-clock time of the first frame
/// @param partTarget of its parts, null when it has none
/// @param closed null while it is being made
record SegmentMark(
    long number,
    MediaTime start,
    MediaTime pts,
    boolean keyFrame,
    boolean discontinuity,
    long discontinuitySequence,
    Instant programTime,
    @Nullable PartTarget partTarget,
    @Nullable Closed closed) {
  /// How it ended.
  ///
  /// @param lastPts presentation time of the last picture shown
  record Closed(MediaTime duration, MediaTime lastPts) {}

  /// The same of another number, for one that is not known any more.
  SegmentMark as(long other) {
    return new SegmentMark(
        other, start, pts, keyFrame, false, discontinuitySequence, programTime, partTarget, closed);
  }

  SegmentMark closed(Closed how) {
    return new SegmentMark(
        number,
        start,
        pts,
        keyFrame,
        discontinuity,
        discontinuitySequence,
        programTime,
        partTarget,
        how);
  }
}
