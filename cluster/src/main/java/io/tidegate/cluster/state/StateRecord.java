package io.tidegate.cluster.state;

import java.io.Serializable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// One state of one thing. Immutable; its body may be secret, so it prints nothing of it.
///
/// @param stamp a [Stamp]: the higher one counts
/// @param known the stamps of the edits that this one was made in knowledge of: of each node the
///   highest one, at most [#MAX_KNOWN], the newest first
/// @param deleted whether the thing is gone; its body is empty then
/// @param author who made the edit, as his own node calls him
/// @param body a document that its [StateKind] reads
public record StateRecord(
    StateId id, long stamp, List<Long> known, boolean deleted, String author, String body)
    implements Serializable {
  /// Nodes that have edited one thing; where there are more, an old edit of a node that was away
  /// since is told as lost though it was seen.
  public static final int MAX_KNOWN = 32;

  /// In characters: sixteen times the largest document that the API takes for a route.
  public static final int MAX_BODY = 4 << 20;

  private static final int MAX_AUTHOR = 200;

  public StateRecord {
    known = List.copyOf(known);
    if (known.size() > MAX_KNOWN || body.length() > MAX_BODY || (deleted && !body.isEmpty())) {
      throw new IllegalArgumentException(id + ": no record");
    }
    author = author.length() > MAX_AUTHOR ? author.substring(0, MAX_AUTHOR) : author;
  }

  /// The first one of a thing.
  static StateRecord first(StateId id, long stamp, String author, String body) {
    return new StateRecord(id, stamp, List.of(), false, author, body);
  }

  /// One that is made in knowledge of this one.
  StateRecord next(long nextStamp, boolean gone, String by, String text) {
    Map<Integer, Long> newest = new TreeMap<>();
    known.forEach(old -> newest.merge(Stamp.node(old), old, Math::max));
    newest.merge(node(), stamp, Math::max);
    List<Long> stamps = new ArrayList<>(newest.values());
    stamps.sort((one, other) -> Long.compare(other, one));
    List<Long> kept = stamps.subList(0, Math.min(stamps.size(), MAX_KNOWN));
    return new StateRecord(id, nextStamp, kept, gone, by, text);
  }

  /// Whether whoever made this one knew of that edit, or of a later one of its node.
  boolean knew(StateRecord other) {
    return stamp == other.stamp
        || known.stream().anyMatch(old -> Stamp.node(old) == other.node() && old >= other.stamp);
  }

  boolean saysTheSameAs(StateRecord other) {
    return deleted == other.deleted && body.equals(other.body);
  }

  /// The node where the edit was made.
  public int node() {
    return Stamp.node(stamp);
  }

  /// When it was made, by that node's clock.
  public Instant at() {
    return Stamp.at(stamp);
  }

  @Override
  public String toString() {
    return id + (deleted ? " deleted by " : " by ") + author + " at node " + node();
  }
}
