package io.tidegate.cluster.state;

import java.time.Instant;

/// Numbers of edits: a hybrid of clock and counter, higher than every one that was seen, with the
/// node that gave it in the lowest 16 bits, so that no two nodes ever give the same one. Of two
/// edits that did not know of each other the one that was made later by the clock is the higher
/// one, as far as the clocks agree; no order that was seen depends on clocks.
public final class Stamp {
  private static final int NODE_BITS = 16;

  private Stamp() {}

  /// @param seen the highest one that was seen; 0 for none
  /// @param node 1 to 65535
  public static long next(long seen, Instant now, int node) {
    long counter = Math.max(now.toEpochMilli(), (seen >> NODE_BITS) + 1);
    return counter << NODE_BITS | node;
  }

  /// The node that gave it.
  public static int node(long stamp) {
    return (int) (stamp & ((1 << NODE_BITS) - 1));
  }

  /// When it was given by that node's clock, or later.
  public static Instant at(long stamp) {
    return Instant.ofEpochMilli(stamp >> NODE_BITS);
  }
}
