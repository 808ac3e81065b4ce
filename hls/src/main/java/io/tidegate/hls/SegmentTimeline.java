package io.tidegate.hls;

import io.tidegate.media.Nullable;
import java.util.List;

/// Writes the `S` elements of a SegmentTimeline. ISO/IEC 23009-1 §5.3.9.6. Pure.
final class SegmentTimeline {
  private SegmentTimeline() {}

  /// @param segments of one track, in order, at least one
  static void append(StringBuilder text, List<TrackSegment> segments, int timescale) {
    long expected = -1;
    long start = -1;
    long duration = -1;
    int repeated = 0;
    for (int i = 0; i < segments.size(); i++) {
      TrackSegment one = segments.get(i);
      long at = one.earliest().toTicks(timescale);
      long lasts = lasts(one, i + 1 < segments.size() ? segments.get(i + 1) : null, timescale);
      boolean follows = at == expected;
      if (follows && lasts == duration) {
        repeated++;
      } else {
        element(text, start, duration, repeated);
        start = follows ? -1 : at;
        duration = lasts;
        repeated = 0;
      }
      expected = at + lasts;
      if (i + 1 == segments.size()) {
        element(text, start, duration, repeated);
      }
    }
  }

  /// A segment ends where the next one begins, where that is earlier: they must not overlap.
  private static long lasts(TrackSegment one, @Nullable TrackSegment next, int timescale) {
    long at = one.earliest().toTicks(timescale);
    long end = at + one.duration().toTicks(timescale);
    long bound = next == null ? end : Math.min(end, next.earliest().toTicks(timescale));
    return Math.max(1, bound - at);
  }

  /// @param start -1 where it follows the segment before
  /// @param duration -1 for no element
  private static void element(StringBuilder text, long start, long duration, int repeated) {
    if (duration < 0) {
      return;
    }
    text.append("            <S");
    if (start >= 0) {
      text.append(" t=\"").append(start).append('"');
    }
    text.append(" d=\"").append(duration).append('"');
    if (repeated > 0) {
      text.append(" r=\"").append(repeated).append('"');
    }
    text.append("/>\n");
  }
}
