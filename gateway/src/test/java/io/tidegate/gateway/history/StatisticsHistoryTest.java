package io.tidegate.gateway.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tidegate.media.StreamKey;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class StatisticsHistoryTest {
  private static final StreamKey KEY = StreamKey.parse("live/a");

  /// A full hour.
  private static final long START = 1_767_225_600;

  private final List<Minute> stored = new ArrayList<>();
  private final StatisticsHistory history = new StatisticsHistory(new Memory());

  /// A store without a disk.
  private final class Memory implements MinuteStore {
    @Override
    public void add(List<Minute> minutes) {
      stored.addAll(minutes);
    }

    @Override
    public CompletableFuture<NavigableMap<Long, HourBlock>> read(
        String key, long fromHour, long toHour) {
      NavigableMap<Long, HourBlock> hours = new TreeMap<>();
      for (Minute minute : stored) {
        if (minute.key().equals(key) && minute.hour() >= fromHour && minute.hour() <= toHour) {
          hours.computeIfAbsent(minute.hour(), _ -> new HourBlock()).put(minute);
        }
      }
      return CompletableFuture.completedFuture(hours);
    }
  }

  @Test
  void secondsAreKeptForAQuarterOfAnHour() {
    run(START, 2_000, second -> link(second, (double) (1_000 + second - START)));
    Table table = read(START + 1_100, START + 2_000, 0);
    assertThat(table.tierSeconds()).isEqualTo(1);
    assertThat(table.rows()).isEqualTo(900);
    assertThat(table.columns()).containsExactlyElementsOf(Column.OF_SECONDS);
    assertThat(value(table, Column.BITRATE, 0)).isCloseTo(2_100, within(2.0));
    assertThat(value(table, Column.RTT, 899)).isEqualTo(20);
    assertThat(value(table, Column.LOST, 899)).isEqualTo(1);
  }

  @Test
  void tensHoldMeanAndExtremesForSixHours() {
    run(START, 3_600, second -> link(second, second % 10 == 3 ? 11_000 : 1_000));
    Table table = read(START, START + 3_600, 0);
    assertThat(table.tierSeconds()).isEqualTo(10);
    assertThat(table.stepSeconds()).isEqualTo(10);
    assertThat(value(table, Column.BITRATE, 5)).isEqualTo(2_000);
    assertThat(value(table, Column.BITRATE_MAX, 5)).isBetween(10_990.0, 11_010.0);
    assertThat(value(table, Column.FRAMES_MIN, 5)).isEqualTo(25);
    assertThat(value(table, Column.LOST, 5)).isEqualTo(10);
    assertThat(value(table, Column.LOST_MAX, 5)).isEqualTo(1);
    assertThat(value(table, Column.BUFFER, 5)).isEqualTo(110);
    assertThat(value(table, Column.VIEWERS, 5)).isEqualTo(3);
  }

  @Test
  void minutesGoToTheStoreAndComeBackFromThere() {
    run(START, 7 * 3_600, second -> plain(2_000));
    Table table = read(START, START + 7 * 3_600, 0);
    assertThat(table.tierSeconds()).isEqualTo(60);
    assertThat(value(table, Column.BITRATE, 0)).isEqualTo(2_000);
    assertThat(value(table, Column.RTT, 0)).isNaN();
    Table folded = read(START, START + 7 * 3_600, 600);
    assertThat(folded.stepSeconds()).isEqualTo(600);
    assertThat(folded.rows()).isEqualTo(42);
    assertThat(value(folded, Column.BITRATE, 41)).isEqualTo(2_000);
    assertThat(stored).hasSize(7 * 60 - 1);
    history.close();
    assertThat(stored).hasSize(7 * 60);
  }

  @Test
  void aCoarserStepTakesTheCoarserTierAndFoldsIt() {
    run(START, 900, second -> plain((double) (1_000 + second % 2)));
    Table table = read(START + 300, START + 900, 30);
    assertThat(table.tierSeconds()).isEqualTo(10);
    assertThat(table.stepSeconds()).isEqualTo(30);
    assertThat(table.rows()).isEqualTo(20);
    assertThat(read(START + 300, START + 900, 7).tierSeconds()).isEqualTo(1);
  }

  @Test
  void afterARestartTheStoreAnswersForWhatWasBefore() {
    run(START, 600, second -> plain(1_000));
    history.close();
    StatisticsHistory next = new StatisticsHistory(new Memory());
    for (long second = START + 600; second < START + 700; second++) {
      next.add(second, List.of(plain(2_000)));
    }
    Query both = new Query(KEY, START + 300, START + 700, 0);
    assertThat(next.read(Runnable::run, both).join().tierSeconds()).isEqualTo(60);
    Query own = new Query(KEY, START + 610, START + 700, 0);
    assertThat(next.read(Runnable::run, own).join().tierSeconds()).isEqualTo(1);
  }

  /// Its first minute is stored, and is no more than the seconds tell.
  @Test
  void aStreamThatBeganWithinAMinuteIsShownSecondBySecond() {
    long began = START + 58;
    for (long second = began; second < began + 200; second++) {
      history.add(second, List.of(plain(1_000)));
    }
    assertThat(stored).hasSizeGreaterThan(2);
    Table table = read(began - 700, began + 200, 0);
    assertThat(table.tierSeconds()).isEqualTo(1);
    assertThat(value(table, Column.BITRATE, 700)).isEqualTo(1_000);
  }

  @Test
  void aNewStreamIsShownSecondBySecondFromItsBeginning() {
    run(START, 30, second -> plain(1_000));
    Table table = read(START - 870, START + 30, 0);
    assertThat(table.tierSeconds()).isEqualTo(1);
    assertThat(value(table, Column.BITRATE, 0)).isNaN();
    assertThat(value(table, Column.BITRATE, 899)).isEqualTo(1_000);
  }

  @Test
  void aGapIsAGap() {
    run(START, 10, second -> plain(1_000));
    for (long second = START + 10; second < START + 20; second++) {
      history.add(second, List.of());
    }
    run(START + 20, 10, second -> plain(1_000));
    Table table = read(START, START + 30, 0);
    assertThat(value(table, Column.BITRATE, 9)).isEqualTo(1_000);
    assertThat(value(table, Column.BITRATE, 10)).isNaN();
    assertThat(value(table, Column.BITRATE, 20)).isEqualTo(1_000);
    assertThat(value(read(START, START + 30, 10), Column.BITRATE, 1)).isNaN();
  }

  @Test
  void aStreamTakesWhatItNeedsAndNoMoreThanIsSaid() {
    run(START, 60, second -> plain(1_000));
    assertThat(history.bytes(KEY)).isLessThan(4_000);
    run(START + 60, 7 * 3_600, second -> plain(1_000));
    assertThat(history.bytes(KEY)).isBetween(28_000, 30 * 1024);
    run(START + 8 * 3_600, 7 * 3_600, second -> link(second, 1_000));
    assertThat(history.bytes(KEY)).isBetween(66 * 1024, 72 * 1024);
  }

  @Test
  void whoEndedFirstMakesRoom() {
    history.add(START, List.of(plain(StreamKey.parse("live/old"), 1)));
    List<Sample> many = new ArrayList<>();
    for (int i = 0; i < StatisticsHistory.MAX_STREAMS; i++) {
      many.add(plain(StreamKey.parse("live/s" + i), 1));
    }
    history.add(START + 1, many);
    assertThat(history.bytes(StreamKey.parse("live/old"))).isZero();
    assertThat(history.bytes(StreamKey.parse("live/s3999"))).isPositive();
    many.add(plain(StreamKey.parse("live/more"), 1));
    history.add(START + 2, many);
    assertThat(history.bytes(StreamKey.parse("live/more"))).isZero();
  }

  @Test
  void whoEndedLongAgoIsForgottenHere() {
    history.add(START, List.of(plain(1_000)));
    history.add(START + 6 * 3_600, List.of());
    assertThat(history.bytes(KEY)).isPositive();
    history.add(START + 6 * 3_600 + 120, List.of());
    history.add(START + 6 * 3_600 + 180, List.of());
    assertThat(history.bytes(KEY)).isZero();
    assertThat(stored).hasSize(1);
  }

  @Test
  void aClockThatIsSetBackBeginsAnew() {
    run(START, 100, second -> plain(1_000));
    history.add(START + 98, List.of(plain(3_000)));
    assertThat(value(read(START + 98, START + 99, 0), Column.BITRATE, 0)).isEqualTo(3_000);
    run(START - 3_600, 100, second -> plain(2_000));
    Table table = read(START - 3_600, START - 3_500, 0);
    assertThat(table.tierSeconds()).isEqualTo(1);
    assertThat(value(table, Column.BITRATE, 50)).isEqualTo(2_000);
  }

  /// What is measured in a second.
  @FunctionalInterface
  private interface Measured {
    Sample at(long second);
  }

  private void run(long from, int seconds, Measured measured) {
    for (long second = from; second < from + seconds; second++) {
      history.add(second, List.of(measured.at(second)));
    }
  }

  private Table read(long from, long to, int step) {
    return history.read(Runnable::run, new Query(KEY, from, to, step)).join();
  }

  private static double value(Table table, Column column, int row) {
    return table.values().get(table.columns().indexOf(column))[row];
  }

  private static Sample plain(double bitrate) {
    return plain(KEY, bitrate);
  }

  private static Sample plain(StreamKey key, double bitrate) {
    double none = Double.NaN;
    return new Sample(key, bitrate, 25, 3, none, none, none, none, none);
  }

  private static Sample link(long second, double bitrate) {
    return new Sample(KEY, bitrate, 25, second % 2 == 0 ? 3 : 2, 20, 1, 0, 1, 110);
  }
}
