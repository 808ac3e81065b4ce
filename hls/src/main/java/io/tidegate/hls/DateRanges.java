package io.tidegate.hls;

import io.tidegate.media.StreamKey;
import java.time.Instant;
import java.util.List;

/// What is on the timelines of streams. Implemented by `gateway`. Any thread, never blocks.
@FunctionalInterface
public interface DateRanges {
  /// Nothing is.
  DateRanges NONE = (_, _, _) -> List.of();

  /// Those of which some is from `from` on and before `to`, no more than a playlist may hold.
  List<DateRange> of(StreamKey key, Instant from, Instant to);
}
