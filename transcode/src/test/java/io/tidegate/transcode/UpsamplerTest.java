package io.tidegate.transcode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UpsamplerTest {
  @ParameterizedTest
  @CsvSource({"8000, 6, 300", "8000, 6, 3000", "16000, 3, 6000", "24000, 2, 440"})
  void aToneStaysThatToneAndComesLateByItsDelay(int rate, int factor, int hertz) {
    Upsampler upsampler = new Upsampler(factor);
    float[] in = new float[rate / 10];
    for (int i = 0; i < in.length; i++) {
      in[i] = (float) Math.sin(2 * Math.PI * hertz * i / rate);
    }
    float[] out = new float[in.length * factor];
    upsampler.process(in, in.length, out);
    for (int i = 64 * factor; i < out.length; i++) {
      double at = (double) i / factor - upsampler.delay();
      assertThat((double) out[i])
          .isCloseTo(Math.sin(2 * Math.PI * hertz * at / rate), within(0.01));
    }
  }

  @Test
  void writesTheSameHoweverItIsCut() {
    float[] in = new float[300];
    for (int i = 0; i < in.length; i++) {
      in[i] = (float) Math.sin(i * 0.37);
    }
    float[] whole = new float[1_800];
    new Upsampler(6).process(in, 300, whole);
    Upsampler piecewise = new Upsampler(6);
    for (int i = 0; i < 300; i++) {
      float[] six = new float[6];
      piecewise.process(new float[] {in[i]}, 1, six);
      assertThat(six).containsExactly(java.util.Arrays.copyOfRange(whole, 6 * i, 6 * i + 6));
    }
  }

  @Test
  void factorOneCopies() {
    Upsampler upsampler = new Upsampler(1);
    float[] out = new float[3];
    upsampler.process(new float[] {1, 2, 3}, 3, out);
    assertThat(out).containsExactly(1, 2, 3);
    assertThat(upsampler.delay()).isZero();
  }
}
