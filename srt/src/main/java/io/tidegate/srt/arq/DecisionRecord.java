package io.tidegate.srt.arq;

/// One line of a peer's [DecisionLog]. Immutable.
///
/// @param position counts up from 0 over the life of the log
/// @param nanos [System#nanoTime()] of the relay
/// @param sequence of the packet
/// @param event what happened
/// @param reason why; of an outcome, the reason of the last decision about this packet
/// @param round rounds of reports begun
/// @param copies reports asked for by this decision; of an outcome, all that were sent
/// @param slackMs time to the deadline; of a recovery, milliseconds since the loss was noticed; of
///   what is late, since its deadline
/// @param lossForward estimate at that time, 0 to 1
/// @param lossReverse estimate at that time, 0 to 1
/// @param rttMs estimate at that time
public record DecisionRecord(
    long position,
    long nanos,
    int sequence,
    Event event,
    Decision.Reason reason,
    int round,
    int copies,
    double slackMs,
    double lossForward,
    double lossReverse,
    double rttMs) {
  /// What a record tells.
  public enum Event {
    REPORTED(0),
    HELD(1),
    GAVE_UP(2),
    RECOVERED(3),
    LOST(4),
    /// It came after all, when it was lost already.
    LATE(5);

    private static final Event[] CODES = values();

    private final int code;

    Event(int code) {
      this.code = code;
    }

    /// Its number in the [DecisionLog].
    int code() {
      return code;
    }

    static Event ofCode(int code) {
      return CODES[code];
    }
  }
}
