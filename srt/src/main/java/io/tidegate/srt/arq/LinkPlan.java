package io.tidegate.srt.arq;

/// How a peer is treated until the next tick. Immutable.
///
/// @param mode whether the policy plans reports, or libsrt's own go through
/// @param everyReportCounts RTTVar is advertised as RTT/4, so that a stock sender answers every
///   report; else libsrt's own RTTVar goes through
/// @param budgetShare copies that may be asked for, as a share of the data packets, 0 to 1
/// @param reorderHoldMs how long a new gap waits before it counts as a loss
public record LinkPlan(
    Mode mode, boolean everyReportCounts, double budgetShare, double reorderHoldMs) {
  /// Who reports losses.
  public enum Mode {
    /// The policy; libsrt's own reports are held back.
    PLANNED,
    /// libsrt; the relay only forwards.
    FORWARD
  }

  /// Everything goes through as libsrt wrote it.
  public static final LinkPlan FORWARD = new LinkPlan(Mode.FORWARD, false, 0, 0);
}
