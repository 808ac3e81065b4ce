package io.tidegate.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DataSizeTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0, 0B",
    "1000, 1000, 1000B",
    "1023b, 1023, 1023B",
    "256 KiB, 262144, 256KB",
    "4mb, 4194304, 4MB",
    "1536KB, 1572864, 1536KB",
    "8589934591GB, 9223372035781033984, 8589934591GB"
  })
  void readsAndPrintsSizes(String text, long bytes, String printed) {
    assertThat(DataSize.parse(text).bytes()).isEqualTo(bytes);
    assertThat(DataSize.parse(text)).hasToString(printed);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "MB", "-1", "1.5MB", "4TB", "8589934592GB", "999999999999999GB", "1 2"})
  void refusesWhatIsNoSize(String text) {
    assertThatThrownBy(() -> DataSize.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }
}
