package io.tidegate.srt.arq;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WindowAdviceTest {
  @ParameterizedTest
  @CsvSource({
    "120,  96, 0,     1,  400",
    "120, 200, 0,     0,  800",
    "120,   1, 0.05, 20,    0",
    "120,  40, 0.005, 2,    0",
    "120,  40, 0.05,  2,  160",
    "320,  80, 0.05,  3,    0",
    "120, 116, 0,     1,  480",
    "120, 117, 0,     0,  480",
    "120,   0, NaN,  20,    0",
    "120,  30, NaN,   3,    0",
    "8000, 7999, 0,   0,    0"
  })
  void aWindowWithFewRetriesIsTooShort(
      int latencyMs, double rttMs, double loss, int retries, int suggested) {
    WindowAdvice advice = WindowAdvice.of(latencyMs, rttMs, loss);
    assertThat(advice.retries()).isEqualTo(retries);
    assertThat(advice.suggestedMs()).isEqualTo(suggested);
  }
}
