package io.tidegate.srt.arq;

/// What to do about one missing packet. Immutable.
///
/// @param copies reports to send in this round, the first now; 0 unless the action is `REPORT`
/// @param spacingMs between the reports of this round
/// @param nextDueMs from now until the policy wants to be asked again; counted from the last report
/// @param reason for the log
public record Decision(
    Action action, int copies, double spacingMs, double nextDueMs, Reason reason) {
  /// Copies of one decision that are carried out; none of our policies asks for half as many.
  static final int MAX_COPIES = 16;

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
    /// The first report of a loss, with time for more.
    FIRST(0),
    /// Reported before, and still not here.
    REPEAT(1),
    /// The last report that can still bring it in time.
    LAST_CHANCE(2),
    /// It may only have been overtaken.
    REORDER_HOLD(3),
    /// A copy more would gain nothing.
    REDUNDANT(4),
    /// A copy could no longer come in time.
    NO_TIME(5),
    /// libsrt decides, the policy only watches.
    FORWARDED(6),
    /// Too many copies were asked for of late.
    NO_BUDGET(7),
    /// The same, because the link fills up.
    CONGESTED(8),
    /// Repeated as often as the policy allows.
    LIMIT(9);

    private final int code;

    Reason(int code) {
      this.code = code;
    }

    /// Its number in the [DecisionLog].
    int code() {
      return code;
    }

    static Reason ofCode(int code) {
      return CODES[code];
    }

    private static final Reason[] CODES = values();
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
