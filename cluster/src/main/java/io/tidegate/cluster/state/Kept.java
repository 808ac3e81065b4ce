package io.tidegate.cluster.state;

/// A record as one node has it. Immutable.
///
/// @param problem why it was [Standing#REFUSED], also while it is tried again; empty otherwise
public record Kept(StateRecord record, Standing standing, String problem) {
  /// How far this node follows it.
  public enum Standing {
    /// Whoever proposed it is about to do it.
    IN_HAND,
    /// It is to be done here.
    PENDING,
    /// What is here is as the record says.
    APPLIED,
    /// A rule of this node is against it; it is tried again whenever something of its kind changes.
    REFUSED
  }

  /// Whether somebody is about to do it.
  boolean isUnderWay() {
    return standing == Standing.IN_HAND || standing == Standing.PENDING;
  }

  boolean isLive() {
    return !record.deleted();
  }
}
