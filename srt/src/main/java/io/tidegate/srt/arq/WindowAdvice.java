package io.tidegate.srt.arq;

/// Whether a latency leaves time enough for repeats, and which one would. Immutable.
///
/// @param latencyMs that both ends agreed on
/// @param rttMs round trip time
/// @param retries of a lost packet that can come in time; at most [#MANY]
/// @param suggestedMs 0 where the latency will do
public record WindowAdvice(int latencyMs, double rttMs, int retries, int suggestedMs) {
  /// More make no difference.
  public static final int MANY = 20;

  /// What the peer and both schedulers take.
  private static final double OVERHEAD_MS = 4;

  /// Least time between two rounds beyond the round trip.
  private static final double MARGIN_MS = 3;

  /// The usual advice of the SRT community.
  private static final double ROUND_TRIPS = 4;

  /// With fewer a single loss of the repeat is a hole.
  private static final int FEW = 2;

  /// From this loss on repeats get lost often enough to want one more.
  private static final double LOSSY = 0.01;

  /// Suggestions are round numbers.
  private static final int STEP_MS = 20;

  private static final int LEAST_MS = 120;
  private static final int MOST_MS = 8_000;

  /// @param lossShare of packets on the way, 0 to 1; NaN for not known
  public static WindowAdvice of(int latencyMs, double rttMs, double lossShare) {
    double left = latencyMs - rttMs - OVERHEAD_MS;
    double margin = Math.max(MARGIN_MS, rttMs / 4);
    int retries = left < 0 ? 0 : (int) Math.min(MANY, 1 + left / (rttMs + margin));
    int wanted = (int) Math.ceil(ROUND_TRIPS * rttMs / STEP_MS) * STEP_MS;
    int suggested = Math.clamp(wanted, LEAST_MS, MOST_MS);
    boolean isShort = retries < FEW || (retries == FEW && lossShare > LOSSY);
    return new WindowAdvice(
        latencyMs, rttMs, retries, isShort && suggested > latencyMs ? suggested : 0);
  }
}
