package io.tidegate.media.codec;

import io.tidegate.media.FrameRate;
import io.tidegate.media.MalformedException;

/// The parts of video usability information that H.264 and H.265 share.
final class SampleAspectRatio {
  /// Extended_SAR of table E-1.
  private static final int EXTENDED = 255;

  /// Table E-1, by aspect_ratio_idc.
  private static final int[][] RATIOS = {
    {1, 1}, {1, 1}, {12, 11}, {10, 11}, {16, 11}, {40, 33}, {24, 11}, {20, 11}, {32, 11}, {80, 33},
    {18, 11}, {15, 11}, {64, 33}, {160, 99}, {4, 3}, {3, 2}, {2, 1}
  };

  /// Faster than any camera: what a broken encoder writes into the timing fields lies far above.
  private static final double MAX_RATE = 1_000;

  /// Slower than any: below a picture a minute the fields hold something else, and the time of one
  /// picture must stay far from the end of [io.tidegate.media.MediaTime].
  private static final double MIN_RATE = 1 / 60.0;

  private SampleAspectRatio() {}

  /// aspect_ratio_info_present_flag and what follows it; square when absent or unknown.
  static int[] parse(BitReader in) throws MalformedException {
    if (!in.readFlag()) {
      return new int[] {1, 1};
    }
    int idc = in.readBits(8);
    if (idc == EXTENDED) {
      int width = in.readBits(16);
      int height = in.readBits(16);
      return width > 0 && height > 0 ? new int[] {width, height} : new int[] {1, 1};
    }
    return idc < RATIOS.length ? RATIOS[idc].clone() : new int[] {1, 1};
  }

  /// The rate, or unknown when it is zero or impossible.
  static FrameRate plausibleRate(long numerator, long denominator) {
    if (numerator <= 0 || denominator <= 0) {
      return FrameRate.UNKNOWN;
    }
    double rate = numerator / (double) denominator;
    if (rate > MAX_RATE || rate < MIN_RATE) {
      return FrameRate.UNKNOWN;
    }
    long divisor = gcd(numerator, denominator);
    long frames = numerator / divisor;
    return frames > FrameRate.MAX_NUMERATOR
        ? FrameRate.UNKNOWN
        : new FrameRate(frames, denominator / divisor);
  }

  private static long gcd(long a, long b) {
    return b == 0 ? a : gcd(b, a % b);
  }
}
