package io.tidegate.gateway.recording;

import io.tidegate.gateway.segment.StoredSegment;
import io.tidegate.media.Nullable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// A stretch of time without a gap. Immutable.
///
/// @param bytes of its segments
public record Timespan(Instant from, Instant to, long segments, long bytes) {
  /// Joins segments whose times touch.
  ///
  /// @param segments by their start
  public static List<Timespan> of(List<StoredSegment> segments) {
    List<Timespan> spans = new ArrayList<>();
    Timespan open = null;
    StoredSegment before = null;
    for (StoredSegment one : segments) {
      if (open == null || before == null || !one.isNextTo(before)) {
        add(spans, open);
        open = new Timespan(one.start(), one.end(), 1, one.bytes());
      } else {
        open =
            new Timespan(
                open.from, later(open.to, one.end()), open.segments + 1, open.bytes + one.bytes());
      }
      before = one;
    }
    add(spans, open);
    return spans;
  }

  private static void add(List<Timespan> spans, @Nullable Timespan span) {
    if (span != null) {
      spans.add(span);
    }
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  public Duration length() {
    return Duration.between(from, to);
  }
}
