package io.tidegate.rtsp;

import java.time.Duration;

/// How RTSP is spoken. Immutable.
///
/// @param connectTimeout until the connection stands
/// @param requestTimeout until a request is answered
/// @param datagramTimeout after `PLAY` without any datagram, UDP does not get through
/// @param frameTimeout a camera that sends no frame for so long is called anew
/// @param firstRetry pause after the first failure; doubles with each
/// @param longestRetry of those pauses
/// @param refusedRetry longest pause after a refused password: cameras lock who tries too often
public record RtspOptions(
    Duration connectTimeout,
    Duration requestTimeout,
    Duration datagramTimeout,
    Duration frameTimeout,
    Duration firstRetry,
    Duration longestRetry,
    Duration refusedRetry) {
  /// 3 s to connect, 10 s for an answer, 3 s for the first datagram, 10 s for each frame. A camera
  /// that came back is found in 2 s, and in 4 s where a call of it was on its way: its first
  /// repetition leaves after 1 s.
  public static final RtspOptions DEFAULT =
      new RtspOptions(
          Duration.ofSeconds(3),
          Duration.ofSeconds(10),
          Duration.ofSeconds(3),
          Duration.ofSeconds(10),
          Duration.ofMillis(500),
          Duration.ofSeconds(2),
          Duration.ofSeconds(60));

  public RtspOptions {
    for (Duration duration :
        new Duration[] {
          connectTimeout,
          requestTimeout,
          datagramTimeout,
          frameTimeout,
          firstRetry,
          longestRetry,
          refusedRetry
        }) {
      if (!duration.isPositive() || duration.compareTo(Duration.ofMinutes(10)) > 0) {
        throw new IllegalArgumentException("expected more than nothing, at most 10 min");
      }
    }
  }

  public RtspOptions withFrameTimeout(Duration timeout) {
    return new RtspOptions(
        connectTimeout,
        requestTimeout,
        datagramTimeout,
        timeout,
        firstRetry,
        longestRetry,
        refusedRetry);
  }
}
