package io.tidegate.gateway.notify;

import java.time.Duration;
import java.util.random.RandomGenerator;

/// How long to wait between attempts. Immutable.
///
/// @param first doubled with each attempt
/// @param longest of them
public record Pace(Duration first, Duration longest) {
  /// A day of outage costs some hundred and fifty attempts.
  public static final Pace USUAL = new Pace(Duration.ofSeconds(1), Duration.ofMinutes(10));

  /// Beyond it every step is the longest.
  private static final int MAX_DOUBLINGS = 20;

  /// Between half of the step and all of it, so that all that wait for one server do not come at
  /// once.
  ///
  /// @param attempts so far, at least 1
  public Duration after(int attempts, RandomGenerator random) {
    long step = first.toMillis() << Math.min(attempts - 1, MAX_DOUBLINGS);
    long most = Math.min(step, longest.toMillis());
    return Duration.ofMillis(most / 2 + random.nextLong(most / 2 + 1));
  }
}
