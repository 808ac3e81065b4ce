package io.tidegate.bench.srt;

/// What became of one session. Immutable.
///
/// @param sent messages given to libsrt
/// @param missing of these, never delivered
/// @param wireData data packets on the wire, repeats and corrections included
/// @param p50Ms from send to delivery
/// @param p99Ms the same, 99 of 100
/// @param relay the relay's own account as JSON, empty without
record CellResult(
    long sent, long missing, long wireData, double p50Ms, double p99Ms, String relay) {}
