package io.tidegate.cluster.registry;

/// What the registry has done at this node. Immutable.
///
/// @param rows that this node tells now
/// @param pages in which it tells them
/// @param leftOut rows that are not told now: too many, or too long
/// @param sent pages since this node became a member
/// @param sentBytes of these
/// @param broken pages of others that could not be read
/// @param reaped pages of nodes that were gone, removed here
public record RegistryStats(
    int rows, int pages, int leftOut, long sent, long sentBytes, long broken, long reaped) {}
