package io.tidegate.srt.relay;

/// Decides the fate of each packet of one direction by an [Impairment]. Pure: time is passed in.
/// Confined to one thread.
///
/// The fate of the n-th packet is a hash of seed and n, so loss, jitter and reordering of a run can
/// be repeated whatever the timing; bursts and the bottleneck follow the clock.
public final class ImpairedLane {
  /// Instead of a time: the packet is lost.
  public static final long LOST = Long.MIN_VALUE;

  // what a number is drawn for, so that one draw does not tell another
  private static final int LOSS = 0;
  private static final int JITTER = 1;
  private static final int REORDER = 2;
  private static final int BURST = 3;

  private final Impairment impairment;
  private final long seed;
  private final long startNanos;
  private long packets;
  private long lost;
  private long queueLost;
  private long reordered;
  private long linkFreeNanos;
  private boolean bad;
  private long sojournEndNanos;
  private long sojourns;

  public ImpairedLane(Impairment impairment, long seed, long nowNanos) {
    this.impairment = impairment;
    this.seed = seed;
    startNanos = nowNanos;
    linkFreeNanos = nowNanos;
    sojournEndNanos = nowNanos;
    bad = true; // the first draw below begins a good time
  }

  /// When a packet of `lengthBytes` that comes now arrives at the other end, or [#LOST].
  public long fate(int lengthBytes, long nowNanos) {
    long number = packets++;
    if (nowNanos - startNanos >= nanos(impairment.graceMs()) && drops(number, nowNanos)) {
      lost++;
      return LOST;
    }
    long due = nowNanos;
    if (impairment.rateKbps() > 0) {
      long start = Math.max(linkFreeNanos, nowNanos);
      if (start - nowNanos > nanos(impairment.queueMs())) {
        queueLost++;
        return LOST;
      }
      linkFreeNanos = start + nanos(lengthBytes * 8 / impairment.rateKbps());
      due = linkFreeNanos;
    }
    due += nanos(impairment.delayMs());
    if (impairment.jitterMs() > 0) {
      due += nanos(random(JITTER, number) * impairment.jitterMs());
    }
    if (impairment.reorderShare() > 0 && random(REORDER, number) < impairment.reorderShare()) {
      reordered++;
      due += nanos(impairment.reorderMs());
    }
    return due;
  }

  private boolean drops(long number, long nowNanos) {
    double share = impairment.lossShare();
    if (share == 0 || impairment.burstMs() == 0 || share == 1) {
      return random(LOSS, number) < share;
    }
    while (nowNanos - sojournEndNanos >= 0) {
      bad = !bad;
      double meanMs = bad ? impairment.burstMs() : impairment.burstMs() * (1 - share) / share;
      sojournEndNanos += nanos(-Math.log(1 - random(BURST, sojourns++)) * meanMs);
    }
    return bad;
  }

  /// Packets that came.
  public long packets() {
    return packets;
  }

  /// Packets lost by chance.
  public long lost() {
    return lost;
  }

  /// Packets that the bottleneck's queue did not take.
  public long queueLost() {
    return queueLost;
  }

  /// Packets put behind others on purpose.
  public long reordered() {
    return reordered;
  }

  private static long nanos(double ms) {
    return (long) (ms * 1e6);
  }

  /// Even in 0 to 1, the upper end excluded.
  private double random(int purpose, long number) {
    long hash = mix(mix(mix(seed) ^ purpose) ^ number);
    return (hash >>> 11) * 0x1.0p-53;
  }

  /// The finalizer of SplitMix64.
  private static long mix(long value) {
    long z = value + 0x9E3779B97F4A7C15L;
    z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
    z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
    return z ^ z >>> 31;
  }
}
