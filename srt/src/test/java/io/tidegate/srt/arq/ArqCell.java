package io.tidegate.srt.arq;

/// One cell of a table of simulations: a link, who repairs what it loses, and how long.
///
/// @param policy a name of [ArqPolicies], of the receiver's engine; empty for libsrt alone
/// @param senderPolicy the same for the sender's engine
/// @param loss share of packets lost in each direction
/// @param burstMs mean length of bursts of total loss, 0 for independent losses
/// @param rateKbps of the bottleneck, 0 for none
record ArqCell(
    String policy,
    String senderPolicy,
    double rttMs,
    double latencyMs,
    double loss,
    double burstMs,
    double rateKbps,
    double queueMs,
    double reorder,
    double reorderMs,
    int packets,
    long seed) {
  static ArqCell random(double rttMs, double latencyMs, double loss) {
    return new ArqCell("", "", rttMs, latencyMs, loss, 0, 0, 0, 0, 0, 100_000, 11);
  }

  static ArqCell bursty(double rttMs, double latencyMs, double loss) {
    return new ArqCell("", "", rttMs, latencyMs, loss, 15, 0, 0, 0, 0, 100_000, 11);
  }

  ArqCell with(String newPolicy) {
    return new ArqCell(
        newPolicy,
        senderPolicy,
        rttMs,
        latencyMs,
        loss,
        burstMs,
        rateKbps,
        queueMs,
        reorder,
        reorderMs,
        packets,
        seed);
  }

  ArqCell withSender(String newPolicy) {
    return new ArqCell(
        policy, newPolicy, rttMs, latencyMs, loss, burstMs, rateKbps, queueMs, reorder, reorderMs,
        packets, seed);
  }

  ArqCell bottleneck(double newRateKbps, double newQueueMs) {
    return new ArqCell(
        policy,
        senderPolicy,
        rttMs,
        latencyMs,
        loss,
        burstMs,
        newRateKbps,
        newQueueMs,
        reorder,
        reorderMs,
        packets,
        seed);
  }

  ArqCell reordered(double share, double byMs) {
    return new ArqCell(
        policy,
        senderPolicy,
        rttMs,
        latencyMs,
        loss,
        burstMs,
        rateKbps,
        queueMs,
        share,
        byMs,
        packets,
        seed);
  }

  ArqCell packets(int count, long newSeed) {
    return new ArqCell(
        policy,
        senderPolicy,
        rttMs,
        latencyMs,
        loss,
        burstMs,
        rateKbps,
        queueMs,
        reorder,
        reorderMs,
        count,
        newSeed);
  }
}
