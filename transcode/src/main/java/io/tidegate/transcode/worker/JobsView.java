package io.tidegate.transcode.worker;

/// How the jobs stand. Immutable.
///
/// @param running now
/// @param waiting now
/// @param done so far
/// @param failed so far
/// @param refused so far, because too many waited
public record JobsView(int running, int waiting, long done, long failed, long refused) {}
