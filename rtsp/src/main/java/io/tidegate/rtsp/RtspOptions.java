package io.tidegate.rtsp;

import java.time.Duration;

/// How RTSP is spoken as a client. Immutable.
///
/// @param datagramTimeout after `PLAY` without any datagram, UDP does not get through
/// @param firstRetry pause after the first failure; doubles with each
/// @param longestRetry of those pauses
/// @param refusedRetry longest pause after a refused password: cameras lock who tries too often
public record RtspOptions(
    Duration datagramTimeout, Duration firstRetry, Duration longestRetry, Duration refusedRetry) {
  /// 3 s for the first datagram. A camera that came back is found in 2 s, and in 4 s where a call
  /// of it was on its way: its first repetition leaves after 1 s.
  public static final RtspOptions DEFAULT =
      new RtspOptions(
          Duration.ofSeconds(3),
          Duration.ofMillis(500),
          Duration.ofSeconds(2),
          Duration.ofSeconds(60));

  /// For pushes: servers are not hurried as cameras are.
  public static final RtspOptions PUSH =
      new RtspOptions(
          Duration.ofSeconds(3),
          Duration.ofSeconds(1),
          Duration.ofSeconds(30),
          Duration.ofSeconds(60));

  public RtspOptions {
    for (Duration duration :
        new Duration[] {datagramTimeout, firstRetry, longestRetry, refusedRetry}) {
      if (!duration.isPositive() || duration.compareTo(Duration.ofMinutes(10)) > 0) {
        throw new IllegalArgumentException("expected more than nothing, at most 10 min");
      }
    }
  }
}
