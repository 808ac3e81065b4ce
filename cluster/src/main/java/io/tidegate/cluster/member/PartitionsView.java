package io.tidegate.cluster.member;

import java.util.Map;

/// Who keeps what the nodes have together. Immutable.
///
/// @param count of partitions
/// @param byNode how many of them each node answers for
/// @param orphans that nobody answers for
/// @param safe whether each has all the copies that it should have
public record PartitionsView(int count, Map<Integer, Integer> byNode, int orphans, boolean safe) {
  public PartitionsView {
    byNode = Map.copyOf(byNode);
  }
}
