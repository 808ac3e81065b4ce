package io.tidegate.transcode;

/// Raises the sample rate of one channel by a whole factor. Confined to one thread.
///
/// A polyphase low-pass: the sinc at 0.45 of the input's rate under a Blackman window, which keeps
/// images of telephone sound 70 dB down. It delays by [#DELAY] input samples.
final class Upsampler {
  /// Input samples under the window.
  private static final int TAPS = 32;

  /// How many input samples an output sample lies behind the newest one it is made of.
  static final int DELAY = TAPS / 2;

  private static final double CUTOFF = 0.45;

  private final int factor;

  /// By phase, then by age of the input sample.
  private final float[][] filter;

  private final float[] history = new float[TAPS];

  Upsampler(int factor) {
    this.factor = factor;
    this.filter = new float[factor][TAPS];
    for (int phase = 0; phase < factor; phase++) {
      design(filter[phase], (double) phase / factor);
    }
  }

  /// Writes `count` input samples, and as many times the factor at `out`. Factor 1 copies, without
  /// delay.
  void process(float[] in, int count, float[] out) {
    if (factor == 1) {
      System.arraycopy(in, 0, out, 0, count);
      return;
    }
    int written = 0;
    for (int i = 0; i < count; i++) {
      System.arraycopy(history, 0, history, 1, TAPS - 1);
      history[0] = in[i];
      for (float[] phase : filter) {
        float sum = 0;
        for (int tap = 0; tap < TAPS; tap++) {
          sum += phase[tap] * history[tap];
        }
        out[written++] = sum;
      }
    }
  }

  /// Input samples that the output lies behind.
  int delay() {
    return factor == 1 ? 0 : DELAY;
  }

  /// Weights of the input samples of ages 0 to TAPS - 1 for an output sample that lies DELAY minus
  /// `phase` behind the newest; their sum is 1.
  private static void design(float[] weights, double phase) {
    double[] exact = new double[TAPS];
    double sum = 0;
    for (int age = 0; age < TAPS; age++) {
      double distance = age - DELAY + phase;
      double window = distance / TAPS;
      double blackman =
          0.42 + 0.5 * Math.cos(2 * Math.PI * window) + 0.08 * Math.cos(4 * Math.PI * window);
      exact[age] = sinc(2 * CUTOFF * distance) * blackman;
      sum += exact[age];
    }
    for (int age = 0; age < TAPS; age++) {
      weights[age] = (float) (exact[age] / sum);
    }
  }

  private static double sinc(double x) {
    return x == 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
  }
}
