package io.tidegate.cluster;

import io.tidegate.cluster.tunnel.TunnelOptions;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/// How this node takes part in a cluster. Immutable.
///
/// @param folder for nothing else, in the node's data
/// @param name what people call the node
/// @param host where others reach its relay, empty for the address that it calls from when it joins
/// @param tunnel where the relay listens, and its limits
/// @param silence after which a connected node that says nothing is taken for dead
/// @param clock for certificates and tokens
public record ClusterOptions(
    Path folder,
    String name,
    Optional<String> host,
    TunnelOptions tunnel,
    Duration silence,
    Clock clock) {
  /// Of a node that hangs; one that is gone or cut off is noticed by the tunnel.
  public static final Duration SILENCE = Duration.ofSeconds(15);
}
