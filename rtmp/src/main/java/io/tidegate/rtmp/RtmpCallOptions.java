package io.tidegate.rtmp;

import java.time.Duration;

/// How long calls to other servers may take, and when they are made again. Immutable.
///
/// @param connectTimeout for the connection, and again until the server lets us publish or play
/// @param mediaTimeout a pull that brings no media for so long is given up
/// @param firstRetry what is waited after the first failure, up to twice as long after each further
///   one
/// @param longestRetry the most that is waited
public record RtmpCallOptions(
    Duration connectTimeout, Duration mediaTimeout, Duration firstRetry, Duration longestRetry) {
  /// 10 s to connect, 10 s without media, again after 1 to 30 s.
  public static final RtmpCallOptions DEFAULT =
      new RtmpCallOptions(
          Duration.ofSeconds(10),
          Duration.ofSeconds(10),
          Duration.ofSeconds(1),
          Duration.ofSeconds(30));
}
