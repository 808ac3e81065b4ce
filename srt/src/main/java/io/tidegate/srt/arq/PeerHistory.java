package io.tidegate.srt.arq;

/// What the last sessions of a peer showed. Immutable.
///
/// @param sessions how many were measured, 0 for a stranger
/// @param rttP95Ms 95th percentile of the round trip
/// @param loss share of packets lost on the way, 0 to 1
/// @param reorderPackets largest displacement seen
/// @param minLatencyMs lower bound by configuration
/// @param maxLatencyMs upper bound by configuration
public record PeerHistory(
    int sessions,
    double rttP95Ms,
    double loss,
    int reorderPackets,
    int minLatencyMs,
    int maxLatencyMs) {
  public PeerHistory {
    if (minLatencyMs < 0 || minLatencyMs > maxLatencyMs) {
      throw new IllegalArgumentException("latency " + minLatencyMs + " to " + maxLatencyMs + " ms");
    }
  }
}
