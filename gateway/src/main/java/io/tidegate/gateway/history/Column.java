package io.tidegate.gateway.history;

import java.util.List;

/// What is kept of each step. Of a step longer than a second the mean, and beside it the extreme
/// that a mean would hide; of packets the sum.
///
/// The order is that of stored blocks: new ones come last.
public enum Column {
  BITRATE(0, "bitrateBps", Fold.MEAN, 1),
  BITRATE_MAX(1, "bitrateBpsMax", Fold.MAX, 1),
  FRAMES(2, "framesPerSecond", Fold.MEAN, 100),
  FRAMES_MIN(3, "framesPerSecondMin", Fold.MIN, 100),
  VIEWERS(4, "viewers", Fold.MAX, 1),
  RTT(5, "rttMs", Fold.MEAN, 1_000),
  RTT_MAX(6, "rttMsMax", Fold.MAX, 1_000),
  LOST(7, "lostPackets", Fold.SUM, 1),
  LOST_MAX(8, "lostPacketsMax", Fold.MAX, 1),
  DROPPED(9, "droppedPackets", Fold.SUM, 1),
  RETRANSMITTED(10, "retransmittedPackets", Fold.SUM, 1),
  BUFFER(11, "receiveBufferMs", Fold.MEAN, 1);

  /// Of single seconds, where an extreme is the value itself.
  static final List<Column> OF_SECONDS =
      List.of(BITRATE, FRAMES, VIEWERS, RTT, LOST, DROPPED, RETRANSMITTED, BUFFER);

  static final List<Column> ALL = List.of(values());

  private final int index;
  private final String label;
  private final Fold fold;
  private final double scale;

  /// @param index place in stored blocks
  /// @param scale how many of the stored whole numbers make one
  Column(int index, String label, Fold fold, double scale) {
    this.index = index;
    this.label = label;
    this.fold = fold;
    this.scale = scale;
  }

  /// How several values become one.
  enum Fold {
    MEAN,
    MAX,
    MIN,
    SUM;

    /// @param one so far, NaN for nothing
    double add(double one, double more) {
      if (Double.isNaN(one)) {
        return more;
      }
      return switch (this) {
        case MEAN, SUM -> one + more;
        case MAX -> Math.max(one, more);
        case MIN -> Math.min(one, more);
      };
    }
  }

  /// As the API names it.
  public String label() {
    return label;
  }

  /// Its place in stored blocks.
  int index() {
    return index;
  }

  /// Counted, not measured.
  public boolean isWhole() {
    return scale == 1;
  }

  /// Only streams that come over an SRT link have it.
  boolean isOfLink() {
    return index >= RTT.index;
  }

  Fold fold() {
    return fold;
  }

  double of(Sample sample) {
    return switch (this) {
      case BITRATE, BITRATE_MAX -> sample.bitrateBps();
      case FRAMES, FRAMES_MIN -> sample.framesPerSecond();
      case VIEWERS -> sample.viewers();
      case RTT, RTT_MAX -> sample.rttMs();
      case LOST, LOST_MAX -> sample.lostPackets();
      case DROPPED -> sample.droppedPackets();
      case RETRANSMITTED -> sample.retransmittedPackets();
      case BUFFER -> sample.receiveBufferMs();
    };
  }

  short pack(double value) {
    return Packed.pack(value * scale);
  }

  double unpack(short packed) {
    return Packed.unpack(packed) / scale;
  }
}
