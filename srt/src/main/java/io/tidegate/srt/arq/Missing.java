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

  /// It came, or nothing more is done; kept until the deadline for the books.
  boolean recovered;

  boolean givenUp;
  Decision.Reason lastReason = Decision.Reason.FORWARDED;

  Missing(int sequence, long detectedNanos, long deadlineNanos, int gapPackets) {
    this.sequence = sequence;
    this.detectedNanos = detectedNanos;
    this.deadlineNanos = deadlineNanos;
    this.gapPackets = gapPackets;
    this.dueNanos = detectedNanos;
  }

  Miss question(long nowNanos) {
    return new Miss(sequence, nowNanos, detectedNanos, deadlineNanos, sent, round, gapPackets);
  }
}
