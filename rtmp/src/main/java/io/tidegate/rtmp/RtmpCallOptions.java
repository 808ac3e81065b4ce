package io.tidegate.rtmp;

import java.time.Duration;

/// When other servers are called again. Immutable.
///
/// @param firstRetry what is waited after the first failure, up to twice as long after each further
///   one
/// @param longestRetry the most that is waited
public record RtmpCallOptions(Duration firstRetry, Duration longestRetry) {
  /// After 1 to 30 s.
  public static final RtmpCallOptions DEFAULT =
      new RtmpCallOptions(Duration.ofSeconds(1), Duration.ofSeconds(30));
}
