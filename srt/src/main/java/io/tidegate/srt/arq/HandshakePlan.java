package io.tidegate.srt.arq;

/// What to ask for at a peer's next handshake. Immutable.
///
/// @param latencyMs receiver latency
/// @param packetFilter libsrt's filter text, empty for none
/// @param reorderTolerance libsrt's LOSSMAXTTL, in packets
/// @param why in words for operators
public record HandshakePlan(int latencyMs, String packetFilter, int reorderTolerance, String why) {}
