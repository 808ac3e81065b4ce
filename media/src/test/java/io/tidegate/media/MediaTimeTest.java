package io.tidegate.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.media.testing.SeededFuzz;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MediaTimeTest {
  @ParameterizedTest
  @CsvSource({
    "1, 90000, 11111",
    "-1, 90000, -11111",
    "1, 3, 333333333",
    "2, 3, 666666667",
    "8589934591, 90000, 95443717677778"
  })
  void roundsTicksToTheNearestNanosecondHalvesAwayFromZero(long ticks, long hertz, long nanos) {
    assertThat(MediaTime.ofTicks(ticks, hertz)).isEqualTo(new MediaTime(nanos));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 1000, 8000, 44_100, 48_000, 90_000, 96_000, 192_000, 1_000_000_000})
  void keepsTicksUnchangedThereAndBack(long hertz) {
    SeededFuzz.run(
        hertz,
        2000,
        random -> {
          long ticks = random.nextLong(-(1L << 33), 1L << 33);
          assertThat(MediaTime.ofTicks(ticks, hertz).toTicks(hertz)).isEqualTo(ticks);
        });
  }

  @Test
  void refusesResultsThatDoNotFit() {
    assertThat(new MediaTime(Long.MAX_VALUE).toTicks(1_000_000_000)).isEqualTo(Long.MAX_VALUE);
    assertThatThrownBy(() -> new MediaTime(Long.MIN_VALUE).toTicks(1_000_000_000))
        .isInstanceOf(ArithmeticException.class);
    assertThatThrownBy(() -> MediaTime.ofTicks(Long.MAX_VALUE, 90_000))
        .isInstanceOf(ArithmeticException.class);
    assertThatThrownBy(() -> MediaTime.ofTicks(1, 0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> MediaTime.ofTicks(1, 1_000_000_001))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0.000000000s",
    "-1, -0.000000001s",
    "1000000000, 1.000000000s",
    "9223372036854775807, 9223372036.854775807s",
    "-9223372036854775808, -9223372036.854775808s"
  })
  void printsSecondsWithNineDecimals(long nanos, String text) {
    assertThat(new MediaTime(nanos)).hasToString(text);
  }
}
