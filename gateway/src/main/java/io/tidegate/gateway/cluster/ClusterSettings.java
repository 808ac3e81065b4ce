package io.tidegate.gateway.cluster;

import java.util.Set;

/// How this node takes part in a cluster, as the operator wants it. Immutable.
///
/// @param bind address of the port
/// @param port of TCP, where other nodes reach this one
/// @param address by which others reach it, empty for the one that it calls from
/// @param name what people call it, empty for the host's
/// @param labels what routes may ask for
/// @param weight its share of the pulls beside those of others, 0 for none
/// @param redirect whether viewers of another node's streams are sent there; else they are served
///   here
/// @param viewersUrl origin by which players reach this node, as [PlayerDoors#url]
public record ClusterSettings(
    String bind,
    int port,
    String address,
    String name,
    Set<String> labels,
    int weight,
    boolean redirect,
    String viewersUrl) {
  public ClusterSettings {
    labels = Set.copyOf(labels);
  }
}
