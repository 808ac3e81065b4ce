package io.tidegate.bench.srt;

/// One session to be measured. Immutable.
///
/// @param link what it runs over
/// @param policy of the relay, [#FORWARD] for one without, [#STOCK] for no relay at all
/// @param seed of the network's dice
/// @param seconds of sending
record Cell(LinkCase link, String policy, int seed, int seconds) {
  /// Sender and receiver are libsrt's alone.
  static final String STOCK = "stock";

  /// A relay that only forwards.
  static final String FORWARD = "off";

  boolean relayed() {
    return !policy.equals(STOCK);
  }

  long networkSeed() {
    return seed * 1000L + (long) (link.network().lossShare() * 1000);
  }
}
