package io.tidegate.srt.relay;

import java.time.Duration;

/// A bad network for a while, put on one peer on purpose. Immutable.
///
/// @param inbound from the network to libsrt
/// @param outbound from libsrt to the network
/// @param length after which it ends by itself
/// @param seed of the dice
public record Drill(Impairment inbound, Impairment outbound, Duration length, long seed) {
  /// For a network that stays: ten years.
  private static final Duration FOREVER = Duration.ofDays(3650);

  public Drill {
    if (!length.isPositive() || length.compareTo(FOREVER) > 0) {
      throw new IllegalArgumentException("length of a drill: " + length);
    }
  }

  /// Both directions alike, without an end: an impaired network.
  public static Drill network(Impairment both, long seed) {
    return new Drill(both, both, FOREVER, seed);
  }
}
