package io.tidegate.srt.arq;

/// What to do about one missing packet. Immutable.
///
/// @param copies reports to send in this round, the first now; 0 unless the action is `REPORT`
/// @param spacingMs between the reports of this round
/// @param nextDueMs from now until the policy wants to be asked again; counted from the last report
/// @param reason for the log
public record Decision(
    Action action, int copies, double spacingMs, double nextDueMs, Reason reason) {
  /// What happens.
  public enum Action {
    /// The packet is reported missing.
    REPORT,
    /// Nothing yet: it may only be late.
    HOLD,
    /// Nothing any more.
    GIVE_UP
  }

  /// Why.
  public enum Reason {
    FIRST,
    REPEAT,
    LAST_CHANCE,
    REORDER_HOLD,
    REDUNDANT,
    NO_TIME,
    NO_BUDGET,
    CONGESTED,
    LIMIT
  }

  static Decision report(int copies, double spacingMs, double nextDueMs, Reason reason) {
    return new Decision(Action.REPORT, copies, spacingMs, nextDueMs, reason);
  }

  static Decision hold(double nextDueMs, Reason reason) {
    return new Decision(Action.HOLD, 0, 0, nextDueMs, reason);
  }

  static Decision giveUp(Reason reason) {
    return new Decision(Action.GIVE_UP, 0, 0, 0, reason);
  }
}
