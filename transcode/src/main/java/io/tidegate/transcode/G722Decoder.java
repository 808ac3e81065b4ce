package io.tidegate.transcode;

import io.tidegate.media.Bytes;

/// G.722 at 64 kbit/s, mono: an octet holds six bits of the lower band and two of the higher, and
/// becomes two samples of 16 kHz. ITU-T G.722 §4 (decoder), §6.2 (its arithmetic).
final class G722Decoder implements PcmDecoder {
  /// Inverse quantiser of the lower band, six bits. Tables 14 and 19.
  private static final int[] QM6 = {
    -136, -136, -136, -136, -24808, -21904, -19008, -16704, -14984, -13512, -12280, -11192, -10232,
    -9360, -8576, -7856, -7192, -6576, -6000, -5456, -4944, -4464, -4008, -3576, -3168, -2776,
    -2400, -2032, -1688, -1360, -1040, -728, 24808, 21904, 19008, 16704, 14984, 13512, 12280, 11192,
    10232, 9360, 8576, 7856, 7192, 6576, 6000, 5456, 4944, 4464, 4008, 3576, 3168, 2776, 2400, 2032,
    1688, 1360, 1040, 728, 432, 136, -432, -136
  };

  /// The same with four bits, which the predictor goes by.
  private static final int[] QM4 = {
    0, -20456, -12896, -8968, -6288, -4240, -2584, -1200, 20456, 12896, 8968, 6288, 4240, 2584,
    1200, 0
  };

  /// Inverse quantiser of the higher band, two bits.
  private static final int[] QM2 = {-7408, -1616, 7408, 1616};

  /// How the scale follows the code. Table 13.
  private static final int[] LOWER_WEIGHTS = {
    -60, 3042, 1198, 538, 334, 172, 58, -30, 3042, 1198, 538, 334, 172, 58, -30, -60
  };

  private static final int[] HIGHER_WEIGHTS = {798, -214, 798, -214};

  /// Coefficients of the quadrature mirror filter, every second one. Table 11.
  private static final int[] QMF = {3, -11, 12, 32, -210, 951, 3876, -805, 362, -156, 53, -11};

  private static final int MAX_LOWER_SCALE = 18_432;
  private static final int MAX_HIGHER_SCALE = 22_528;

  private final G722Band lower = new G722Band(32, 8, MAX_LOWER_SCALE);
  private final G722Band higher = new G722Band(8, 10, MAX_HIGHER_SCALE);

  /// Sums and differences of the bands, the latest last.
  private final int[] history = new int[2 * QMF.length];

  @Override
  public short[] decode(Bytes payload) {
    short[] samples = new short[2 * payload.length()];
    for (int i = 0; i < payload.length(); i++) {
      octet(payload.u8(i), samples, 2 * i);
    }
    return samples;
  }

  @Override
  public int bytesPerStep() {
    return 1;
  }

  @Override
  public int samplesPerStep() {
    return 2;
  }

  private void octet(int octet, short[] out, int at) {
    int lowerCode = octet & 0x3F;
    int coarse = lowerCode >> 2;
    int low = limit(lower.estimate() + lower.scaled(QM6[lowerCode]));
    lower.adapt(lower.scaled(QM4[coarse]), LOWER_WEIGHTS[coarse]);
    int higherCode = octet >> 6;
    int difference = higher.scaled(QM2[higherCode]);
    int high = limit(higher.estimate() + difference);
    higher.adapt(difference, HIGHER_WEIGHTS[higherCode]);
    synthesise(low, high, out, at);
  }

  /// §4.4: two samples of 8 kHz become two of 16 kHz.
  private void synthesise(int low, int high, short[] out, int at) {
    System.arraycopy(history, 2, history, 0, history.length - 2);
    history[history.length - 2] = low + high;
    history[history.length - 1] = low - high;
    int first = 0;
    int second = 0;
    for (int i = 0; i < QMF.length; i++) {
      second += history[2 * i] * QMF[i];
      first += history[2 * i + 1] * QMF[QMF.length - 1 - i];
    }
    out[at] = (short) G722Band.saturate(first >> 11);
    out[at + 1] = (short) G722Band.saturate(second >> 11);
  }

  private static int limit(int value) {
    return Math.clamp(value, -16_384, 16_383);
  }
}
