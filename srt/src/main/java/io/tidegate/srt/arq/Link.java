package io.tidegate.srt.arq;

/// What is known of the way to a peer and back. Immutable.
///
/// @param latencyMs time between sending and release that the handshake agreed
/// @param rttMs smoothed round trip
/// @param rttMinMs shortest round trip of late
/// @param rttVarMs its mean deviation
/// @param lossForward share of the peer's data packets that get lost, 0 to 1
/// @param lossReverse share of our packets that get lost, 0 to 1
/// @param reorderMs how late packets come that were not lost at all, with a margin
/// @param budgetLeft copies that may be asked for at once
/// @param queueMs how much longer packets take than the fastest of late: a queue that fills
/// @param congested the guard sees the link saturated
public record Link(
    double latencyMs,
    double rttMs,
    double rttMinMs,
    double rttVarMs,
    double lossForward,
    double lossReverse,
    double reorderMs,
    double budgetLeft,
    double queueMs,
    boolean congested) {}
