package io.tidegate.rtsp.rtp;

/// One reception report block. RFC 3550 §6.4.1. Immutable.
///
/// @param ssrc of the sender that it is about
/// @param fractionLost of 256, since the last report
/// @param cumulativeLost 24 bits with a sign
/// @param highestSequence extended: cycles in the upper 16 bits
/// @param jitter in ticks of the media clock
/// @param lastSenderReport the middle of the NTP time of the last sender report, 0 without
/// @param delaySinceLast 1/65536 s from that report to this one
public record ReportBlock(
    long ssrc,
    int fractionLost,
    int cumulativeLost,
    long highestSequence,
    long jitter,
    long lastSenderReport,
    long delaySinceLast) {
  /// Bytes on the wire.
  static final int LENGTH = 24;
}
