package io.tidegate.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimestampUnwrapperTest {
  @ParameterizedTest
  @ValueSource(ints = {8, 24, 32, 33})
  void followsTheWrapInBothDirections(int bits) {
    long range = 1L << bits;
    TimestampUnwrapper clock = new TimestampUnwrapper(bits);
    assertThat(clock.unwrap(range - 2)).isEqualTo(range - 2);
    assertThat(clock.unwrap(range - 1)).isEqualTo(range - 1);
    assertThat(clock.unwrap(0)).isEqualTo(range);
    assertThat(clock.unwrap(1)).isEqualTo(range + 1);
    assertThat(clock.unwrap(range - 1)).isEqualTo(range - 1);
  }

  @Test
  void halfTheRangeIsBackwardsAndOneLessIsForwards() {
    assertThat(second(0, 127)).isEqualTo(127);
    assertThat(second(0, 128)).isEqualTo(-128);
    assertThat(second(0, 129)).isEqualTo(-127);
  }

  @Test
  void signedIntegersCountByTheirLowBits() {
    TimestampUnwrapper clock = new TimestampUnwrapper(32);
    assertThat(clock.unwrap(-1)).isEqualTo(0xFFFF_FFFFL);
    assertThat(clock.unwrap(Integer.MIN_VALUE)).isEqualTo(0x8000_0000L);
  }

  @Test
  void resetKeepsTheNextValueAsItIs() {
    TimestampUnwrapper clock = new TimestampUnwrapper(8);
    clock.unwrap(255);
    clock.unwrap(0);
    clock.reset();
    assertThat(clock.unwrap(3)).isEqualTo(3);
  }

  @Test
  void leapsOfHalfARangeNeverGrowPastNanoseconds() {
    TimestampUnwrapper clock = new TimestampUnwrapper(32);
    long largest = 0;
    for (long i = 0; i < 10_000; i++) {
      long ms = clock.unwrap(i * Integer.MAX_VALUE);
      largest = Math.max(largest, ms);
      assertThatCode(() -> MediaTime.ofMillis(ms)).doesNotThrowAnyException();
    }
    assertThat(largest).isBetween(1L << 41, 1L << 42);
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 63})
  void refusesOtherWidths(int bits) {
    assertThatThrownBy(() -> new TimestampUnwrapper(bits))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static long second(long first, long next) {
    TimestampUnwrapper clock = new TimestampUnwrapper(8);
    clock.unwrap(first);
    return clock.unwrap(next);
  }
}
