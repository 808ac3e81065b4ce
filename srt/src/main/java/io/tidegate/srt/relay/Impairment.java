package io.tidegate.srt.relay;

/// What one direction of a bad network does to packets. Immutable.
///
/// @param lossShare share of packets that get lost, 0 to 1
/// @param burstMs mean length of a loss of everything; 0 loses each packet by itself
/// @param delayMs of every packet
/// @param jitterMs up to so much more, evenly spread; may change the order
/// @param reorderShare share of packets that come `reorderMs` later than the others, 0 to 1
/// @param reorderMs see there
/// @param rateKbps of a bottleneck; 0 for none
/// @param queueMs what may wait before the bottleneck; what comes on top is lost
/// @param graceMs at the start during which nothing gets lost, so that connecting works
public record Impairment(
    double lossShare,
    double burstMs,
    double delayMs,
    double jitterMs,
    double reorderShare,
    double reorderMs,
    double rateKbps,
    double queueMs,
    double graceMs) {
  /// A perfect network.
  public static final Impairment NONE = new Impairment(0, 0, 0, 0, 0, 0, 0, 0, 0);

  /// Longest delay of any kind: what a relay holds in memory is bounded by it.
  public static final double MAX_DELAY_MS = 10_000;

  public Impairment {
    share("lossShare", lossShare);
    share("reorderShare", reorderShare);
    time("burstMs", burstMs);
    time("delayMs", delayMs);
    time("jitterMs", jitterMs);
    time("reorderMs", reorderMs);
    time("queueMs", queueMs);
    time("graceMs", graceMs);
    if (!(rateKbps >= 0)) {
      throw new IllegalArgumentException("rateKbps: " + rateKbps);
    }
  }

  private static void share(String name, double value) {
    if (!(value >= 0 && value <= 1)) {
      throw new IllegalArgumentException(name + " must be 0 to 1: " + value);
    }
  }

  private static void time(String name, double value) {
    if (!(value >= 0 && value <= MAX_DELAY_MS)) {
      throw new IllegalArgumentException(name + " must be 0 to " + MAX_DELAY_MS + ": " + value);
    }
  }

  public Impairment withLoss(double share) {
    return new Impairment(
        share, 0, delayMs, jitterMs, reorderShare, reorderMs, rateKbps, queueMs, graceMs);
  }

  /// Loses everything for `meanMs` on average, so often that `share` of the time is lost.
  public Impairment withBursts(double share, double meanMs) {
    return new Impairment(
        share, meanMs, delayMs, jitterMs, reorderShare, reorderMs, rateKbps, queueMs, graceMs);
  }

  public Impairment withDelay(double ms, double jitter) {
    return new Impairment(
        lossShare, burstMs, ms, jitter, reorderShare, reorderMs, rateKbps, queueMs, graceMs);
  }

  public Impairment withReordering(double share, double byMs) {
    return new Impairment(
        lossShare, burstMs, delayMs, jitterMs, share, byMs, rateKbps, queueMs, graceMs);
  }

  public Impairment withBottleneck(double kbps, double queue) {
    return new Impairment(
        lossShare, burstMs, delayMs, jitterMs, reorderShare, reorderMs, kbps, queue, graceMs);
  }

  public Impairment withGrace(double ms) {
    return new Impairment(
        lossShare, burstMs, delayMs, jitterMs, reorderShare, reorderMs, rateKbps, queueMs, ms);
  }
}
