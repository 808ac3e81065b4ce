package io.tidegate.transcode;

/// One band of G.722: its scale, and the predictor of two poles and six zeros, in the fixed-point
/// arithmetic that makes all decoders agree to the bit. ITU-T G.722 §3.5, §3.6, §6.2.1.
final class G722Band {
  /// Table 16: powers of two in 32 steps.
  private static final int[] POWERS = {
    2048, 2093, 2139, 2186, 2233, 2282, 2332, 2383, 2435, 2489, 2543, 2599, 2656, 2714, 2774, 2834,
    2896, 2960, 3025, 3091, 3158, 3228, 3298, 3371, 3444, 3520, 3597, 3676, 3756, 3838, 3922, 4008
  };

  private static final int ZEROS = 6;

  private final int scaleShift;
  private final int maxLogScale;
  private int scale;
  private int logScale;

  private int pole1;
  private int pole2;
  private final int[] zeros = new int[ZEROS];

  /// Differences, the latest first.
  private final int[] differences = new int[ZEROS];

  private int reconstructed1;
  private int reconstructed2;
  private int partial1;
  private int partial2;
  private int zeroEstimate;
  private int estimate;

  G722Band(int firstScale, int scaleShift, int maxLogScale) {
    this.scale = firstScale;
    this.scaleShift = scaleShift;
    this.maxLogScale = maxLogScale;
  }

  /// What the predictor expects next.
  int estimate() {
    return estimate;
  }

  /// A quantiser's output at the present scale.
  int scaled(int quantised) {
    return (scale * quantised) >> 15;
  }

  /// Learns from the difference between what came and what was expected.
  void adapt(int difference, int scaleWeight) {
    rescale(scaleWeight);
    int reconstructed = saturate(estimate + difference);
    int partial = saturate(zeroEstimate + difference);
    movePoles(partial);
    moveZeros(difference);
    System.arraycopy(differences, 0, differences, 1, ZEROS - 1);
    differences[0] = difference;
    reconstructed2 = reconstructed1;
    reconstructed1 = reconstructed;
    partial2 = partial1;
    partial1 = partial;
    predict();
  }

  /// LOGSCL, SCALEL
  private void rescale(int weight) {
    logScale = Math.clamp(((logScale * 127) >> 7) + weight, 0, maxLogScale);
    int power = POWERS[(logScale >> 6) & 31];
    int shift = scaleShift - (logScale >> 11);
    scale = (shift < 0 ? power << -shift : power >> shift) << 2;
  }

  /// UPPOL2, UPPOL1
  private void movePoles(int partial) {
    boolean sameAsLast = isNegative(partial) == isNegative(partial1);
    boolean sameAsBefore = isNegative(partial) == isNegative(partial2);
    int quadrupled = saturate(pole1 << 2);
    int lean = Math.min(sameAsLast ? -quadrupled : quadrupled, Short.MAX_VALUE) >> 7;
    int moved2 = (sameAsBefore ? 128 : -128) + lean + ((pole2 * 32_512) >> 15);
    pole2 = Math.clamp(moved2, -12_288, 12_288);
    int moved1 = saturate((sameAsLast ? 192 : -192) + ((pole1 * 32_640) >> 15));
    int bound = saturate(15_360 - pole2);
    pole1 = Math.clamp(moved1, -bound, bound);
  }

  /// UPZERO
  private void moveZeros(int difference) {
    int step = difference == 0 ? 0 : 128;
    for (int i = 0; i < ZEROS; i++) {
      boolean same = isNegative(difference) == isNegative(differences[i]);
      zeros[i] = saturate((same ? step : -step) + ((zeros[i] * 32_640) >> 15));
    }
  }

  /// FILTEP, FILTEZ, PREDIC
  private void predict() {
    int poles =
        saturate(
            ((pole1 * saturate(2 * reconstructed1)) >> 15)
                + ((pole2 * saturate(2 * reconstructed2)) >> 15));
    int sum = 0;
    for (int i = 0; i < ZEROS; i++) {
      sum += (zeros[i] * saturate(2 * differences[i])) >> 15;
    }
    zeroEstimate = saturate(sum);
    estimate = saturate(poles + zeroEstimate);
  }

  static int saturate(int value) {
    return Math.clamp(value, Short.MIN_VALUE, Short.MAX_VALUE);
  }

  private static boolean isNegative(int value) {
    return value < 0;
  }
}
