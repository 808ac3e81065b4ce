package io.tidegate.srt.arq;

/// What share of the reports brings a packet, and so how many reports get lost on their way: the
/// copies that arrive are counted against those that were asked for. Relay thread only.
///
/// ACKACKs would tell the same, but senders answer at most one ACK in 10 ms, so many stay
/// unanswered on a clean link.
final class ReportYield {
  /// Copies asked for before the measure is trusted in full.
  private static final double TRUSTED_AFTER = 100;

  /// The measure is an average over about so many copies.
  private static final double MEMORY = 400;

  private static final double MAX_REVERSE_LOSS = 0.6;

  private double asked;
  private double arrived;

  void asked(double copies) {
    if (asked > MEMORY) {
      asked *= 0.5;
      arrived *= 0.5;
    }
    asked += copies;
  }

  void arrived() {
    arrived++;
  }

  /// Share of reports lost, from the yield and the loss of data packets; without experience the
  /// same as that.
  double reverseLoss(double forwardLoss) {
    double trust = Math.min(1, asked / TRUSTED_AFTER);
    double yield = asked == 0 ? 0 : Math.min(1, arrived / asked);
    double measured = 1 - yield / (1 - forwardLoss);
    double loss = trust * measured + (1 - trust) * forwardLoss;
    return Math.clamp(loss, LossWindow.FLOOR, MAX_REVERSE_LOSS);
  }
}
