package io.tidegate.gateway.history;

import io.tidegate.media.StreamKey;

/// What is asked for. Immutable.
///
/// @param fromSecond since 1970
/// @param toSecond excluded
/// @param stepSeconds wanted at least between two rows, 0 for as fine as there is
public record Query(StreamKey key, long fromSecond, long toSecond, int stepSeconds) {
  public Query {
    if (fromSecond >= toSecond || stepSeconds < 0) {
      throw new IllegalArgumentException("not a stretch: " + fromSecond + " to " + toSecond);
    }
  }

  /// How many of its steps make one row.
  int fold(int tierSeconds) {
    return Math.max(1, Math.ceilDiv(stepSeconds, tierSeconds));
  }

  Query until(long second) {
    return new Query(key, fromSecond, second, stepSeconds);
  }
}
