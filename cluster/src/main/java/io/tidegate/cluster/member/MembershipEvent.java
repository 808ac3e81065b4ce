package io.tidegate.cluster.member;

/// What happened to the set of nodes. Immutable.
public sealed interface MembershipEvent {
  /// A node takes part from now on.
  record Joined(NodeView node) implements MembershipEvent {}

  /// A node is gone, whether it left, died, or is cut off.
  record Left(NodeView node) implements MembershipEvent {}

  /// After a split, this node begins to take over what the other side has.
  record Merging() implements MembershipEvent {}

  /// After a split, this node has become one with the other side: its incarnation is a new one.
  record Merged(NodeView self) implements MembershipEvent {}

  /// This node takes part no more, though nobody has asked it to: Hazelcast ends itself where a
  /// merge does not come to an end, or memory does. Nothing more is told, and only a new start
  /// helps.
  record Ended() implements MembershipEvent {}
}
