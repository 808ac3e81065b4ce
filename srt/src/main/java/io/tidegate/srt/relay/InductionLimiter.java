package io.tidegate.srt.relay;

/// How many strangers may open a connection: a bucket of tokens. Pure; confined to one thread.
///
/// A flood of forged handshakes costs a descriptor each for a few seconds; with this limit and the
/// relay's on half-open peers, sessions that stand never feel it.
final class InductionLimiter {
  /// Callers a second that get in; libsrt's callers try again every 250 ms.
  static final int PER_SECOND = 500;

  /// Callers at once, after a quiet second: everybody who reconnects when a gateway restarts.
  static final int BURST = 500;

  private double tokens = BURST;
  private long lastNanos;

  InductionLimiter(long nowNanos) {
    lastNanos = nowNanos;
  }

  boolean admits(long nowNanos) {
    tokens = Math.min(BURST, tokens + (nowNanos - lastNanos) / 1e9 * PER_SECOND);
    lastNanos = nowNanos;
    if (tokens < 1) {
      return false;
    }
    tokens--;
    return true;
  }
}
