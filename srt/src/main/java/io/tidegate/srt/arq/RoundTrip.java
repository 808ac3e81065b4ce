package io.tidegate.srt.arq;

/// Smoothed round trip, its mean deviation and its minimum of late. draft-sharabayko-srt §4.10.
/// Relay thread only.
final class RoundTrip {
  /// Assumed until something is measured, as libsrt does.
  private static final double INITIAL_MS = 100;

  /// The minimum forgets in two steps of this length: a route may change.
  private static final long MINIMUM_SPAN_NANOS = 10_000_000_000L;

  private double smoothedMs = INITIAL_MS;
  private double deviationMs = INITIAL_MS / 2;
  private boolean measured;
  private double minimumMs = Double.MAX_VALUE;
  private double nextMinimumMs = Double.MAX_VALUE;
  private long spanEndsNanos;

  /// A sample that was taken here.
  void sample(double rttMs, long nowNanos) {
    if (measured) {
      deviationMs += (Math.abs(rttMs - smoothedMs) - deviationMs) / 4;
      smoothedMs += (rttMs - smoothedMs) / 8;
    } else {
      smoothedMs = rttMs;
      deviationMs = rttMs / 2;
      measured = true;
      spanEndsNanos = nowNanos + MINIMUM_SPAN_NANOS;
    }
    noteMinimum(rttMs, nowNanos);
  }

  /// Smoothed values as the peer measured them; the wire can carry negative ones.
  void told(double peerRttMs, double peerVarMs, long nowNanos) {
    double rttMs = Math.max(0, peerRttMs);
    if (!measured) {
      spanEndsNanos = nowNanos + MINIMUM_SPAN_NANOS;
    }
    smoothedMs = rttMs;
    deviationMs = Math.max(0, peerVarMs);
    measured = true;
    noteMinimum(rttMs, nowNanos);
  }

  double smoothedMs() {
    return smoothedMs;
  }

  double deviationMs() {
    return deviationMs;
  }

  double minimumMs() {
    return measured ? Math.min(minimumMs, nextMinimumMs) : smoothedMs;
  }

  private void noteMinimum(double rttMs, long nowNanos) {
    if (nowNanos - spanEndsNanos >= 0) {
      minimumMs = nextMinimumMs;
      nextMinimumMs = Double.MAX_VALUE;
      spanEndsNanos = nowNanos + MINIMUM_SPAN_NANOS;
    }
    nextMinimumMs = Math.min(nextMinimumMs, rttMs);
  }
}
