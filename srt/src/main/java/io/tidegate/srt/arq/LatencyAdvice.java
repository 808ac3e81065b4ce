package io.tidegate.srt.arq;

import java.util.Locale;

/// The next handshake's latency, filter and reorder tolerance from what earlier sessions showed.
///
/// Latency is the strongest lever of all: four round trips, the usual advice of the SRT community,
/// within the bounds of the configuration.
final class LatencyAdvice {
  private static final double ROUND_TRIPS = 4;

  /// Below so many round trips a repeat comes too late for many packets.
  private static final double FEW_ROUND_TRIPS = 1.5;

  /// From this loss on, one round of repeats leaves holes that viewers see.
  private static final double HIGH_LOSS = 0.05;

  /// Square blocks of 5: one packet in six is redundant in each direction of the matrix.
  private static final String FILTER = "fec,cols:5,rows:5,layout:staircase,arq:always";

  private LatencyAdvice() {}

  static HandshakePlan plan(PeerHistory history) {
    if (history.sessions() == 0) {
      return new HandshakePlan(history.minLatencyMs(), "", 0, "no earlier session is known");
    }
    int wanted = (int) Math.ceil(ROUND_TRIPS * history.rttP95Ms());
    int latencyMs = Math.clamp(wanted, history.minLatencyMs(), history.maxLatencyMs());
    boolean tooShort = latencyMs < FEW_ROUND_TRIPS * history.rttP95Ms();
    boolean lossy = history.loss() > HIGH_LOSS && latencyMs < 2 * history.rttP95Ms();
    String why =
        String.format(
            Locale.ROOT,
            "4 x RTT of %.0f ms is %d ms, allowed are %d to %d ms; loss was %.1f %%%s",
            history.rttP95Ms(),
            wanted,
            history.minLatencyMs(),
            history.maxLatencyMs(),
            history.loss() * 100,
            tooShort || lossy ? "; too short for repeats, so FEC is offered" : "");
    return new HandshakePlan(
        latencyMs, tooShort || lossy ? FILTER : "", history.reorderPackets(), why);
  }
}
