package io.tidegate.media.ts;

/// Watches the continuity_counter of one PID. ISO/IEC 13818-1 §2.4.3.3. Loop-confined.
final class ContinuityCheck {
  private static final int NONE = -1;

  enum Verdict {
    NEXT,
    /// The packet was sent twice, as the standard allows: leave it out.
    DUPLICATE,
    /// The numbers jump, and the packet says so itself.
    ANNOUNCED_JUMP,
    /// Packets were lost before this one.
    GAP
  }

  private int last = NONE;
  private boolean repeated;

  /// @param counter of a packet with a payload
  /// @param announced the packet's discontinuity_indicator: any counter is right
  Verdict judge(int counter, boolean announced) {
    int before = last;
    last = counter;
    if (before == NONE || counter == (before + 1 & TsPacketFormat.CONTINUITY_MASK)) {
      repeated = false;
      return Verdict.NEXT;
    }
    if (announced) {
      repeated = false;
      return Verdict.ANNOUNCED_JUMP;
    }
    if (counter == before && !repeated) {
      repeated = true;
      return Verdict.DUPLICATE;
    }
    repeated = false;
    return Verdict.GAP;
  }
}
