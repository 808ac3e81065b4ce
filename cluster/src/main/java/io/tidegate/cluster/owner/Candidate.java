package io.tidegate.cluster.owner;

import java.util.Set;

/// A live node and its share. Immutable.
///
/// @param weight its share beside those of others, 0 for none
/// @param draining it hands over what it has, and gets nothing where another one can take it
/// @param labels by which it can be asked for
public record Candidate(int node, int weight, boolean draining, Set<String> labels) {
  /// @throws IllegalArgumentException when the weight is negative
  public Candidate {
    if (weight < 0) {
      throw new IllegalArgumentException("weight " + weight);
    }
    labels = Set.copyOf(labels);
  }
}
