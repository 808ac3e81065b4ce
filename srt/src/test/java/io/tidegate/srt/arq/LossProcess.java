package io.tidegate.srt.arq;

import java.util.SplittableRandom;

/// A way that loses packets: each by itself, or all of them in bursts. Deterministic for a seed.
final class LossProcess {
  private final SplittableRandom random;
  private final double loss;
  private final double burstMs;
  private boolean bad;
  private double sojournEndsMs;

  LossProcess(long seed, double loss, double burstMs) {
    this.random = new SplittableRandom(seed);
    this.loss = loss;
    this.burstMs = burstMs;
    this.sojournEndsMs = burstMs > 0 ? sojourn() : 0;
  }

  boolean drops(double nowMs) {
    if (burstMs == 0) {
      return random.nextDouble() < loss;
    }
    while (nowMs >= sojournEndsMs) {
      bad = !bad;
      sojournEndsMs += sojourn();
    }
    return bad;
  }

  double chance() {
    return random.nextDouble();
  }

  private double sojourn() {
    double mean = bad ? burstMs : loss == 0 ? 1e12 : burstMs * (1 - loss) / loss;
    return -Math.log(1 - random.nextDouble()) * mean;
  }
}
