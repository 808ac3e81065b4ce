package io.tidegate.srt.arq;

/// How many copies may be asked for: buckets that fill with the data packets. Relay thread only.
///
/// One report a round is what libsrt asks for by itself; it counts against the hard limit only,
/// which stops storms. What a policy asks for on top is the extra, and the guard steers its share.
final class RepeatBudget {
  /// Extra copies that may be asked for at once: a burst of losses of a fast stream.
  static final double BURST = 200;

  /// All copies together, as a share of the data packets: beyond it is a storm.
  private static final double STORM_SHARE = 1.5;

  /// All copies that may be asked for at once: a gap of half a second at 10 Mbit/s.
  private static final double STORM_BURST = 500;

  /// The share spent is an average over about so many data packets.
  private static final double MEMORY_PACKETS = 400;

  private double extra = BURST;
  private double all = STORM_BURST;
  private double extraShare;
  private double spentShare;

  /// @param share of extra copies, of the data packets
  void share(double share) {
    extraShare = share >= 0 ? share : 0; // not a number counts as none
  }

  /// A data packet that was not a repeat.
  void dataPacket() {
    extra = Math.min(BURST, extra + extraShare);
    all = Math.min(STORM_BURST, all + STORM_SHARE);
    spentShare -= spentShare / MEMORY_PACKETS;
  }

  /// A copy that libsrt would ask for too.
  void spend(double copies) {
    all = Math.max(0, all - copies);
  }

  /// A copy beyond that.
  void spendExtra(double copies) {
    spend(copies);
    extra = Math.max(0, extra - copies);
    spentShare += copies / MEMORY_PACKETS;
  }

  /// Extra copies that may be asked for now.
  double extraLeft() {
    return extra;
  }

  /// No copy at all may be asked for now.
  boolean exhausted() {
    return all < 1;
  }

  /// Extra copies of late, as a share of the data packets.
  double spentShare() {
    return spentShare;
  }
}
