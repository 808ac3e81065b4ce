package io.tidegate.cluster.owner;

import io.tidegate.media.Nullable;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// What one node knows of the shares of all, and of who was told to drain. Its own line is its own
/// affair; of two orders for a node the later one stands, in whatever order they are heard. Any
/// thread.
///
/// An order is a time in milliseconds since 1970: positive to drain, negative to take its share
/// again. It is never taken back, so that no split or loss undoes it.
final class ShareBook {
  private final int number;
  private final String own;
  private final Map<Integer, String> lines = new ConcurrentHashMap<>();
  private final Map<Integer, Long> orders = new ConcurrentHashMap<>();

  /// What the maps that all have together lack, and whether they had something new.
  ///
  /// @param line whether this node's own line is to be said
  record Difference(boolean news, boolean line, Map<Integer, Long> orders) {}

  /// @param own line of this node
  ShareBook(int number, String own) {
    this.number = number;
    this.own = own;
    lines.put(number, own);
  }

  static long later(long one, long other) {
    long before = Math.abs(one) - Math.abs(other);
    return before == 0 ? Math.max(one, other) : before > 0 ? one : other;
  }

  /// @return whether that is new
  boolean heard(int node, String line) {
    return node != number && !line.equals(lines.put(node, line));
  }

  /// @return whether that is new
  boolean heard(int node, long order) {
    @Nullable Long before = orders.get(node);
    return orders.merge(node, order, ShareBook::later).longValue() != (before == null ? 0 : before);
  }

  /// Beside what the maps have; what is missing there has been lost.
  Difference compare(Map<Integer, String> linesThere, Map<Integer, Long> ordersThere) {
    boolean news = false;
    for (var line : linesThere.entrySet()) {
      news |= heard(line.getKey(), line.getValue());
    }
    for (var order : ordersThere.entrySet()) {
      news |= heard(order.getKey(), order.getValue().longValue());
    }
    Map<Integer, Long> lacking = new HashMap<>(orders);
    lacking.entrySet().removeAll(ordersThere.entrySet());
    return new Difference(news, !own.equals(linesThere.get(number)), Map.copyOf(lacking));
  }

  /// An order that is later than all that are known.
  ///
  /// @param now in milliseconds since 1970
  long next(int node, boolean drain, long now) {
    long time = Math.max(now, Math.abs(order(node)) + 1);
    return drain ? time : -time;
  }

  /// The last one, 0 for none.
  long order(int node) {
    return orders.getOrDefault(node, 0L);
  }

  @Nullable
  String line(int node) {
    return lines.get(node);
  }

  /// The nodes that were heard of.
  Set<Integer> nodes() {
    Set<Integer> nodes = new HashSet<>(lines.keySet());
    nodes.addAll(orders.keySet());
    return nodes;
  }
}
