package io.tidegate.udp;

import io.tidegate.media.hub.Outbox;
import java.time.Duration;

/// When sockets that cannot be had are tried again, and what may wait. Immutable.
///
/// @param firstRetry what is waited after the first failure, up to twice as long after each further
///   one
/// @param longestRetry the most that is waited
/// @param limits of what waits for a push
public record UdpOptions(Duration firstRetry, Duration longestRetry, Outbox.Limits limits) {
  /// Again after 1 to 30 s.
  public static final UdpOptions DEFAULT =
      new UdpOptions(Duration.ofSeconds(1), Duration.ofSeconds(30), Outbox.Limits.DEFAULT);
}
