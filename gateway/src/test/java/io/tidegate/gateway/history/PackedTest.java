package io.tidegate.gateway.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class PackedTest {
  @Test
  void keepsSmallWholeNumbersAsTheyAre() {
    for (int value = 0; value <= 2_048; value++) {
      assertThat(Packed.unpack(Packed.pack(value))).isEqualTo(value);
    }
  }

  @Test
  void keepsLargeNumbersToOnePartInTwoThousand() {
    for (double value = 2_049; value < 4e12; value *= 1.001) {
      assertThat(Packed.unpack(Packed.pack(value))).isCloseTo(value, within(0.5 + value / 2_000));
    }
  }

  @Test
  void knowsNothingFromZeroAndFromTheMost() {
    assertThat(Packed.unpack(Packed.pack(Double.NaN))).isNaN();
    assertThat(Packed.unpack(Packed.pack(-1))).isZero();
    double most = 2_046.0 * (1L << 31);
    for (double value : new double[] {most, 4.4e12, 1e15, 1e300, Double.POSITIVE_INFINITY}) {
      assertThat(Packed.unpack(Packed.pack(value))).isEqualTo(most);
    }
  }
}
