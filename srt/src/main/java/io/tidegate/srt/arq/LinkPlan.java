package io.tidegate.srt.arq;

/// How a peer is treated until the next tick. Immutable.
///
/// @param mode who reports losses
/// @param everyReportCounts RTTVar is advertised as RTT/4, so that a stock sender answers every
///   report; else libsrt's own RTTVar goes through
/// @param extraShare copies beyond one a round that may be asked for, as a share of the data
///   packets
/// @param congested the guard has cut the budget because the link fills up
public record LinkPlan(Mode mode, boolean everyReportCounts, double extraShare, boolean congested) {
  /// Who reports losses.
  public enum Mode {
    /// The policy; libsrt's own reports are held back.
    PLANNED,
    /// libsrt; the relay only forwards.
    FORWARD
  }

  /// Everything goes through as libsrt wrote it.
  public static final LinkPlan FORWARD = new LinkPlan(Mode.FORWARD, false, 0, false);
}
