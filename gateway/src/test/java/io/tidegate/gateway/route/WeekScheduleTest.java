package io.tidegate.gateway.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WeekScheduleTest {
  /// 2026-11-23 is a Monday.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "mon-fri 08:00-18:00|2026-11-23T07:59:59.999Z|false",
        "mon-fri 08:00-18:00|2026-11-23T08:00:00Z|true",
        "mon-fri 08:00-18:00|2026-11-27T17:59:59.999Z|true",
        "mon-fri 08:00-18:00|2026-11-27T18:00:00Z|false",
        "mon-fri 08:00-18:00|2026-11-28T12:00:00Z|false",
        "sun 22:00-02:00|2026-11-23T01:59:00Z|true",
        "sun 22:00-02:00|2026-11-23T02:00:00Z|false",
        "sat-mon 00:00-24:00|2026-11-22T12:00:00Z|true",
        "sat-mon 00:00-24:00|2026-11-24T00:00:00Z|false",
        "TUE 10:00-11:00 ,  mon 09:00-09:01|2026-11-23T09:00:30Z|true",
        "mon 08:00-08:00|2026-11-24T07:59:00Z|true"
      })
  void coversItsHours(String text, Instant at, boolean covered) {
    assertThat(WeekSchedule.parse(text).covers(at)).isEqualTo(covered);
  }

  @Test
  void nothingIsAlways() {
    assertThat(WeekSchedule.parse(" ")).isEqualTo(WeekSchedule.ALWAYS);
    assertThat(WeekSchedule.ALWAYS.covers(Instant.EPOCH)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mon",
        "mon 8-18",
        "mon 08:00-24:01",
        "mon 24:00-08:00",
        "mon 08:00-18:60",
        "mon 08:00-18:00,",
        "xyz 08:00-18:00",
        "mon 08:00-18:00; tue 08:00-18:00"
      })
  void refusesWhatIsNone(String text) {
    assertThatThrownBy(() -> WeekSchedule.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(WeekSchedule.EXPECTED);
  }
}
