package io.tidegate.srt.arq;

import java.util.Comparator;

/// A packet that is being waited for. Relay thread only.
final class Missing {
  /// Earliest first; the values of [System#nanoTime()] may wrap.
  static final Comparator<Missing> BY_DUE =
      (one, other) -> Long.signum(one.dueNanos - other.dueNanos);

  final int sequence;
  final long detectedNanos;
  final long deadlineNanos;
  final int gapPackets;

  /// When something is to be done about it.
  long dueNanos;

  /// Reports sent, and rounds of them begun.
  int sent;

  int round;

  /// Reports of this round still to send, and the time between them.
  int copiesLeft;

  long spacingNanos;

  /// From the last report of this round to the next question.
  long roundNanos;

  /// It came, or was booked as lost.
  boolean closed;

  /// Nothing more is done; kept until the deadline for the books.
  boolean givenUp;

  Decision.Reason lastReason = Decision.Reason.FORWARDED;

  Missing(int sequence, long detectedNanos, long deadlineNanos, int gapPackets) {
    this.sequence = sequence;
    this.detectedNanos = detectedNanos;
    this.deadlineNanos = deadlineNanos;
    this.gapPackets = gapPackets;
    this.dueNanos = detectedNanos;
  }

  /// Due after `waitNanos`, but never after the deadline; past that the books are closed at once.
  void arm(long nowNanos, long waitNanos) {
    long leftNanos = deadlineNanos - nowNanos;
    if (leftNanos < 0) {
      givenUp = true;
      copiesLeft = 0;
    }
    dueNanos = nowNanos + Math.clamp(waitNanos, 0, Math.max(1, leftNanos + 1));
  }

  /// Due for the next report of the round, or for the next round.
  void armAfterReport(long nowNanos) {
    arm(nowNanos, copiesLeft > 0 ? spacingNanos : roundNanos);
  }

  Miss question(long nowNanos) {
    return new Miss(sequence, nowNanos, detectedNanos, deadlineNanos, sent, round, gapPackets);
  }
}
