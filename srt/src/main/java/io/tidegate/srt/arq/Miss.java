package io.tidegate.srt.arq;

/// One packet that is missing. Times are [System#nanoTime()] of the relay.
///
/// @param sequence its 31-bit sequence number
/// @param nowNanos the time of asking
/// @param detectedNanos when the gap was noticed
/// @param deadlineNanos when it must be here at the latest
/// @param sent reports of it sent so far (as the sender: copies)
/// @param round rounds of reports begun so far, 0 at detection
/// @param gapPackets packets that were missing in the same gap
public record Miss(
    int sequence,
    long nowNanos,
    long detectedNanos,
    long deadlineNanos,
    int sent,
    int round,
    int gapPackets) {
  /// Milliseconds that are left until the deadline.
  public double leftMs() {
    return (deadlineNanos - nowNanos) / 1e6;
  }
}
