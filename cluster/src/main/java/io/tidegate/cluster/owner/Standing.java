package io.tidegate.cluster.owner;

/// What this node has to do for a stream. Immutable.
public enum Standing {
  /// It has it, or nobody has it and it is to have it: everything of it runs here.
  HERE,
  /// Another node has it until it runs here: what makes it is started, what follows it is not.
  COMING,
  /// Another node has it.
  ELSEWHERE,
  /// Nobody has it and another node is to start it, or none may: only what players of this node ask
  /// for is started.
  ABSENT
}
