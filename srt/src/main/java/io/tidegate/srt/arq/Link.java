package io.tidegate.srt.arq;

/// What is known of the way to a peer and back. Immutable.
///
/// @param latencyMs time between sending and release that the handshake agreed
/// @param rttMs smoothed round trip
/// @param rttMinMs shortest round trip of late
/// @param rttVarMs its mean deviation
/// @param lossForward share of data packets that get lost, 0 to 1
/// @param lossReverse share of reports that get lost, 0 to 1
/// @param reorderMs how late packets come that were not lost at all, with a margin; 0 when in order
/// @param extraLeft copies beyond one a round that may be asked for at once
/// @param exhausted so many copies were asked for that none may be for now
/// @param queueMs how much longer packets take now than the fastest of late: a queue that fills
/// @param extraShare copies beyond one a round of late, as a share of the data packets
public record Link(
    double latencyMs,
    double rttMs,
    double rttMinMs,
    double rttVarMs,
    double lossForward,
    double lossReverse,
    double reorderMs,
    double extraLeft,
    boolean exhausted,
    double queueMs,
    double extraShare) {
  /// Share of reports that bring no packet: the report or the copy got lost.
  public double roundLoss() {
    return 1 - (1 - lossForward) * (1 - lossReverse);
  }
}
