package io.tidegate.cluster.directory;

/// Counters of a directory since the start. Immutable.
///
/// @param places streams that any node has now
/// @param own of these, this node's
/// @param marks latest segments that are known, of ended streams, too
/// @param claims of this node
/// @param lost claims of this node that another one took over
/// @param reaped nodes whose entries were removed because their lease had ended
public record DirectoryStats(int places, int own, int marks, long claims, long lost, long reaped) {}
