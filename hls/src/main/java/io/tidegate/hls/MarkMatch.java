package io.tidegate.hls;

import io.tidegate.media.Frame;
import io.tidegate.media.MediaTime;
import io.tidegate.media.Nullable;

/// Finds the mark of a frame, or of a segment. What is known is that of the moment; loop-confined
/// as who asks.
///
/// @param book the leader's
/// @param step between the frames of the stream that follows
record MarkMatch(MarkBook book, MediaTime step) {
  /// At the end of a segment so much may be missing beside a frame or two.
  private static final MediaTime SHORT = MediaTime.ofMillis(100);

  /// Where a frame lies is known to a step of its own, and this.
  private static final MediaTime TOLERANCE = MediaTime.ofMillis(20);

  /// The segment that a frame belongs to, null before the first that is known. A key frame that
  /// lies at a mark belongs to it, also where it is shown a little earlier.
  @Nullable
  SegmentMark of(Frame frame) {
    SegmentMark mark = book.at(frame.pts());
    if (frame.keyFrame()) {
      SegmentMark near = book.at(frame.pts().plus(tolerance()));
      return near != null && isAt(near, frame) ? near : mark;
    }
    return mark;
  }

  boolean isAt(SegmentMark mark, Frame frame) {
    return Math.abs(frame.pts().minus(mark.pts()).nanos()) <= tolerance().nanos();
  }

  /// Whether the leader has come so far that no mark can come for this frame.
  boolean isDecided(Frame frame) {
    MediaTime latest = frame.keyFrame() ? frame.pts().plus(tolerance()) : frame.pts();
    return !latest.isAfter(book.reached());
  }

  /// Whether a stream that has come to `newestPts` has all of the segment.
  boolean reachesEnd(SegmentMark mark, MediaTime newestPts) {
    SegmentMark.Closed closed = mark.closed();
    return closed != null && !newestPts.isBefore(closed.lastPts().minus(tolerance().plus(SHORT)));
  }

  /// The mark of a segment that is due; where it was forgotten, the oldest known stands for it.
  @Nullable
  SegmentMark known(long number) {
    SegmentMark mark = number < 0 ? null : book.find(number);
    SegmentMark oldest = book.oldest();
    return mark == null && number >= 0 && oldest != null && number < oldest.number()
        ? oldest.as(number)
        : mark;
  }

  /// What has become of a mark.
  SegmentMark current(SegmentMark mark) {
    SegmentMark newer = book.find(mark.number());
    return newer == null ? mark : newer;
  }

  private MediaTime tolerance() {
    return MediaTime.min(step, SHORT).plus(TOLERANCE);
  }
}
