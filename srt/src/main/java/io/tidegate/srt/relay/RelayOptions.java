package io.tidegate.srt.relay;

import io.tidegate.srt.arq.ArqPolicies;
import io.tidegate.srt.arq.ArqPolicy;
import java.time.Duration;
import java.util.function.Function;

/// Limits of a relay. Immutable.
///
/// @param maxPeers peers at once; each costs two descriptors here and in libsrt
/// @param idle how long one of the two sides may be silent before a peer is forgotten; libsrt sends
///   something every second
/// @param gatherMicros how long packets may wait for others when there are many, so that one system
///   call takes several; 0 never waits
/// @param policies makes a policy of its name, for each peer and direction anew
public record RelayOptions(
    int maxPeers, Duration idle, int gatherMicros, Function<String, ArqPolicy> policies) {
  /// What the product runs with.
  public static final RelayOptions DEFAULTS =
      new RelayOptions(4096, Duration.ofSeconds(60), 500, ArqPolicies::of);

  /// Longer would be felt in the round trip.
  private static final int MAX_GATHER_MICROS = 2000;

  public RelayOptions {
    if (maxPeers < 1 || !idle.isPositive()) {
      throw new IllegalArgumentException("a relay needs room for a peer and time: " + maxPeers);
    }
    if (gatherMicros < 0 || gatherMicros > MAX_GATHER_MICROS) {
      throw new IllegalArgumentException("gatherMicros: " + gatherMicros);
    }
  }

  /// The same with other policies.
  public RelayOptions withPolicies(Function<String, ArqPolicy> other) {
    return new RelayOptions(maxPeers, idle, gatherMicros, other);
  }

  /// The same with another time of silence.
  public RelayOptions withIdle(Duration other) {
    return new RelayOptions(maxPeers, other, gatherMicros, policies);
  }

  /// The same with other room.
  public RelayOptions withMaxPeers(int other) {
    return new RelayOptions(other, idle, gatherMicros, policies);
  }

  /// The same with another wait.
  public RelayOptions withGatherMicros(int other) {
    return new RelayOptions(maxPeers, idle, other, policies);
  }
}
