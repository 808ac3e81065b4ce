package io.tidegate.srt.arq;

/// A [Link] of 80 ms with a tenth lost both ways, to be changed for a test.
final class SampleLink {
  private double latencyMs = 120;
  private double rttMs = 80;
  private double rttVarMs = 4;
  private double loss = 0.1;
  private double reorderMs;
  private double extraLeft = RepeatBudget.BURST;
  private boolean exhausted;
  private double queueMs;
  private double extraShare;

  SampleLink latency(double ms) {
    latencyMs = ms;
    return this;
  }

  SampleLink rtt(double ms, double varMs) {
    rttMs = ms;
    rttVarMs = varMs;
    return this;
  }

  SampleLink loss(double share) {
    loss = share;
    return this;
  }

  SampleLink reorder(double ms) {
    reorderMs = ms;
    return this;
  }

  SampleLink extraLeft(double copies) {
    extraLeft = copies;
    return this;
  }

  SampleLink exhausted() {
    exhausted = true;
    return this;
  }

  SampleLink queue(double ms) {
    queueMs = ms;
    return this;
  }

  SampleLink spent(double share) {
    extraShare = share;
    return this;
  }

  Link link() {
    return new Link(
        latencyMs,
        rttMs,
        rttMs,
        rttVarMs,
        loss,
        loss,
        reorderMs,
        extraLeft,
        exhausted,
        queueMs,
        extraShare);
  }

  /// Noticed `waitedMs` ago, with `leftMs` to the deadline.
  static Miss miss(double leftMs, double waitedMs, int sent, int round) {
    long nowNanos = 5_000_000_000L;
    return new Miss(
        1,
        nowNanos,
        nowNanos - Math.round(waitedMs * 1e6),
        nowNanos + Math.round(leftMs * 1e6),
        sent,
        round,
        1);
  }
}
