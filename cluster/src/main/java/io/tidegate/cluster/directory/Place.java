package io.tidegate.cluster.directory;

import java.util.Optional;

/// Where a stream is. Immutable.
///
/// @param node that has it
/// @param epoch by which it has it: whoever takes it over has a higher one
/// @param mark the latest segment that the node has told of, or the one before it had the stream
/// @param fixed a publisher brought it there: no other node can make it
public record Place(int node, long epoch, Optional<SegmentPlace> mark, boolean fixed) {
  /// Of one that any node can make.
  public Place(int node, long epoch, Optional<SegmentPlace> mark) {
    this(node, epoch, mark, false);
  }
}
