package io.tidegate.hls;

import io.tidegate.media.MediaTime;

/// Divides the time of one segment into parts. Loop-confined, pure.
///
/// No part may be longer than PART-TARGET, and none but a segment's last shorter than 85 % of it
/// (RFC 8216bis §4.4.4.9). Frames keep to that only while their rhythm is the one the target was
/// made for. So a part is a span of the segment's time: it ends where a frame begins, if that is
/// between 85 and 100 % of the target, else as near to that frame as the rule allows. While frames
/// are even both are the same; otherwise the frame at the cut lasts a little longer or shorter than
/// its part says, and the next cut makes up for it. The spans add up to the segment exactly.
///
/// 1. [#endsBefore] and [#cut] for each frame;
/// 2. at the segment's end [#cut] while it is [#isTooLong], then [#finish].
final class PartSlicer {
  /// RFC 8216bis §4.4.4.9: what a part lasts at least, in percent of the target.
  private static final long LEAST_PERCENT = 85;

  /// A segment may say that it ends so much before its last frame does, rather than have a part of
  /// next to nothing. The next segment begins there, so nothing adds up.
  private static final long LONGEST_REST_NANOS = 40_000_000;

  private final long target;
  private final long least;
  private final long halfFrame;
  private long start;

  /// @param frame how long a frame usually lasts
  PartSlicer(PartTarget target, MediaTime frame, MediaTime start) {
    this.target = target.target().nanos();
    this.least = Math.ceilDiv(this.target * LEAST_PERCENT, 100);
    // so that a part which ends at a frame never ends after it
    this.halfFrame = Math.min(frame.nanos() / 2, this.target - this.least);
    this.start = start.nanos();
  }

  /// Where the open part begins.
  MediaTime start() {
    return new MediaTime(start);
  }

  /// Whether a frame that begins at `next` belongs to a later part: its middle does.
  boolean endsBefore(MediaTime next) {
    return next.nanos() + halfFrame > start + target;
  }

  /// Whether the frame before `next` lasts on into a later part: it gets a part of its own.
  boolean spills(MediaTime next) {
    return next.nanos() - halfFrame > start + target;
  }

  /// Whether what is left up to the segment's end is too long for its last part.
  ///
  /// @param exact the segment must not say that it ends before
  boolean isTooLong(MediaTime end, boolean exact) {
    long rest = exact ? 0 : Math.min(halfFrame, LONGEST_REST_NANOS);
    return end.nanos() - start > target + rest;
  }

  /// Ends the open part at `wanted`, or as near to it as the rule allows; the next one begins
  /// there.
  ///
  /// @return its duration
  MediaTime cut(MediaTime wanted) {
    long duration = Math.clamp(wanted.nanos() - start, least, target);
    start += duration;
    return new MediaTime(duration);
  }

  /// Ends the last part with the segment.
  ///
  /// @return its duration
  MediaTime finish(MediaTime end) {
    long duration = Math.min(end.nanos() - start, target);
    start += duration;
    return new MediaTime(duration);
  }
}
