package io.tidegate.media;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SerialNumberTest {
  @ParameterizedTest
  @CsvSource({
    "16, 65535, 0, 1",
    "16, 0, 65535, -1",
    "16, 0, 32767, 32767",
    "16, 0, 32768, -32768",
    "31, 2147483647, 0, 1",
    "31, 0, 1073741823, 1073741823",
    "31, 0, 1073741824, -1073741824"
  })
  void measuresAcrossTheWrap(int bits, int earlier, int later, int distance) {
    SerialNumber numbers = new SerialNumber(bits);
    assertThat(numbers.distance(earlier, later)).isEqualTo(distance);
    assertThat(numbers.isAfter(later, earlier)).isEqualTo(distance > 0);
    assertThat(numbers.plus(earlier, distance)).isEqualTo(later);
  }
}
