package io.tidegate.media;

/// Frames a second as a fraction; [#UNKNOWN] where the bitstream does not say. Immutable.
///
/// @param numerator frames, at most [#MAX_NUMERATOR]
/// @param denominator in so many seconds, at least 1
public record FrameRate(long numerator, long denominator) {
  public static final FrameRate UNKNOWN = new FrameRate(0, 1);

  /// What [MediaTime] can count in.
  public static final long MAX_NUMERATOR = 1_000_000_000;

  public FrameRate {
    if (numerator < 0 || numerator > MAX_NUMERATOR || denominator < 1) {
      throw new IllegalArgumentException("not a frame rate: " + numerator + "/" + denominator);
    }
  }

  public boolean isKnown() {
    return numerator > 0;
  }

  /// The time from one frame to the next; zero when unknown.
  public MediaTime frameDuration() {
    return isKnown() ? MediaTime.ofTicks(denominator, numerator) : MediaTime.ZERO;
  }

  public double perSecond() {
    return numerator / (double) denominator;
  }

  @Override
  public String toString() {
    return isKnown() ? numerator + "/" + denominator : "unknown";
  }
}
