package io.tidegate.hls;

import io.tidegate.media.FrameRate;
import io.tidegate.media.Nullable;
import java.math.BigInteger;

/// Frames a second as an MPD writes them. ISO/IEC 23009-1 §5.3.7.2. Pure.
final class MpdFrameRate {
  private MpdFrameRate() {}

  /// Whole, or a fraction.
  ///
  /// @return empty where nobody knows
  static String of(FrameRate declared, @Nullable PartTarget measured) {
    if (declared.isKnown()) {
      BigInteger frames = BigInteger.valueOf(declared.numerator());
      BigInteger seconds = BigInteger.valueOf(declared.denominator());
      BigInteger common = frames.gcd(seconds);
      return fraction(frames.divide(common).longValue(), seconds.divide(common).longValue());
    }
    if (measured == null) {
      return "";
    }
    return of(1 / measured.frame().toSeconds());
  }

  /// @param perSecond above 0
  static String of(double perSecond) {
    long whole = Math.round(perSecond);
    long ntsc = Math.round(perSecond * 1001 / 1000);
    if (whole > 0 && Math.abs(perSecond - whole) < whole * 0.0004) {
      return fraction(whole, 1);
    }
    return ntsc > 0 && Math.abs(perSecond * 1001 / 1000 - ntsc) < ntsc * 0.0004
        ? fraction(ntsc * 1000, 1001)
        : fraction(Math.max(1, Math.round(perSecond * 1000)), 1000);
  }

  private static String fraction(long frames, long seconds) {
    return seconds == 1 ? Long.toString(frames) : frames + "/" + seconds;
  }
}
