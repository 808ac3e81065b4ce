package io.tidegate.cluster.member;

/// A node that takes part now. Immutable.
///
/// @param number its number
/// @param incarnation another one after each start, and after each merge
/// @param self whether it is this node
public record NodeView(int number, String incarnation, boolean self) {}
