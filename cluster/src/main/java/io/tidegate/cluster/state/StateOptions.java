package io.tidegate.cluster.state;

import java.time.Clock;
import java.util.function.BooleanSupplier;

/// Who a node is, and where it keeps its records. Immutable.
///
/// @param node its number, 1 to 65535
/// @param member another text after each joining: records of an earlier membership do not count
/// @param mayBegin whether it is the only node there is: what it has is what all want, then
public record StateOptions(
    int node, String member, StateStore store, BooleanSupplier mayBegin, Clock clock) {
  private static final int MAX_NODE = 0xffff;

  public StateOptions {
    if (node < 1 || node > MAX_NODE) {
      throw new IllegalArgumentException("node " + node);
    }
  }
}
