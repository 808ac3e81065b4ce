package io.tidegate.media;

import java.time.Duration;

/// A point or a distance on a media timeline: signed 64-bit nanoseconds, unwrapped.
///
/// The one time type of the project. 90 kHz, milliseconds and RTP ticks exist only inside container
/// and packet code, which comes and goes through [#ofTicks(long, long)] and [#toTicks(long)]; both
/// round to the nearest value, so ticks of any clock up to 1 GHz survive the round trip unchanged.
/// Immutable, any thread.
///
/// @param nanos nanoseconds since the timeline's own zero (292 years either way)
public record MediaTime(long nanos) implements Comparable<MediaTime> {
  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  public static final MediaTime ZERO = new MediaTime(0);

  public static MediaTime ofMillis(long millis) {
    return new MediaTime(Math.multiplyExact(millis, 1_000_000L));
  }

  public static MediaTime ofSeconds(long seconds) {
    return new MediaTime(Math.multiplyExact(seconds, NANOS_PER_SECOND));
  }

  public static MediaTime of(Duration duration) {
    return new MediaTime(duration.toNanos());
  }

  /// `ticks` of a clock of `hertz` ticks a second.
  ///
  /// @throws ArithmeticException when the result does not fit
  public static MediaTime ofTicks(long ticks, long hertz) {
    return new MediaTime(scale(ticks, NANOS_PER_SECOND, hertz));
  }

  /// This time in ticks of a clock of `hertz` ticks a second, rounded to the nearest tick.
  ///
  /// @throws ArithmeticException when the result does not fit
  public long toTicks(long hertz) {
    return scale(nanos, hertz, NANOS_PER_SECOND);
  }

  /// Milliseconds, rounded to the nearest.
  public long toMillis() {
    return toTicks(1_000);
  }

  public double toSeconds() {
    return nanos / (double) NANOS_PER_SECOND;
  }

  public Duration toDuration() {
    return Duration.ofNanos(nanos);
  }

  public MediaTime plus(MediaTime other) {
    return new MediaTime(Math.addExact(nanos, other.nanos));
  }

  public MediaTime minus(MediaTime other) {
    return new MediaTime(Math.subtractExact(nanos, other.nanos));
  }

  public boolean isBefore(MediaTime other) {
    return nanos < other.nanos;
  }

  public boolean isAfter(MediaTime other) {
    return nanos > other.nanos;
  }

  public boolean isNegative() {
    return nanos < 0;
  }

  public static MediaTime max(MediaTime a, MediaTime b) {
    return a.nanos >= b.nanos ? a : b;
  }

  public static MediaTime min(MediaTime a, MediaTime b) {
    return a.nanos <= b.nanos ? a : b;
  }

  @Override
  public int compareTo(MediaTime other) {
    return Long.compare(nanos, other.nanos);
  }

  /// Seconds with nine decimals, as the golden dumps show it.
  @Override
  public String toString() {
    return "%s%d.%09ds"
        .formatted(
            nanos < 0 ? "-" : "",
            Math.abs(nanos / NANOS_PER_SECOND),
            Math.abs(nanos % NANOS_PER_SECOND));
  }

  /// value · numerator / denominator, rounded to the nearest, halves away from zero. The only
  /// multiply-divide of times in the project.
  ///
  /// Whole multiples of the denominator are taken apart first: with both factors up to
  /// [#NANOS_PER_SECOND] the rest times the numerator fits 63 bits.
  private static long scale(long value, long numerator, long denominator) {
    checkRate(numerator);
    checkRate(denominator);
    long magnitude = Math.absExact(value);
    long whole = Math.multiplyExact(magnitude / denominator, numerator);
    long rest = (magnitude % denominator * numerator + denominator / 2) / denominator;
    long scaled = Math.addExact(whole, rest);
    return value < 0 ? -scaled : scaled;
  }

  private static void checkRate(long hertz) {
    if (hertz < 1 || hertz > NANOS_PER_SECOND) {
      throw new IllegalArgumentException("a clock has 1 Hz to 1 GHz: " + hertz);
    }
  }
}
