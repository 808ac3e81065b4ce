package io.tidegate.srt.arq;

/// How many copies may be asked for: a bucket that fills with the data packets that arrive. Also
/// tells what share of them was spent. Relay thread only.
final class RepeatBudget {
  /// Copies that may be asked for at once: a burst of losses of a fast stream.
  static final double BURST = 60;

  /// The share is an average over about so many data packets.
  private static final double MEMORY_PACKETS = 400;

  private double tokens = BURST;
  private double share;
  private double spentShare;

  void share(double newShare) {
    share = newShare;
  }

  /// A data packet that was not a repeat.
  void dataPacket() {
    tokens = Math.min(BURST, tokens + share);
    spentShare -= spentShare / MEMORY_PACKETS;
  }

  /// One copy was asked for. The first report of a loss is never refused, so this may go below
  /// zero, down to the burst.
  void spend(double copies) {
    tokens = Math.max(-BURST, tokens - copies);
    spentShare += copies / MEMORY_PACKETS;
  }

  double left() {
    return tokens;
  }

  /// Copies spent of late, as a share of the data packets.
  double spentShare() {
    return spentShare;
  }
}
