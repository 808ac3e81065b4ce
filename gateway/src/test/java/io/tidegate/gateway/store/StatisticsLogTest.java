package io.tidegate.gateway.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.gateway.history.Column;
import io.tidegate.gateway.history.Query;
import io.tidegate.gateway.history.Sample;
import io.tidegate.gateway.history.StatisticsHistory;
import io.tidegate.gateway.history.Table;
import io.tidegate.media.StreamKey;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StatisticsLogTest {
  private static final Instant NOW = Instant.parse("2026-01-10T00:00:00Z");
  private static final StreamKey KEY = StreamKey.parse("live/a");

  @TempDir Path folder;

  @Test
  void minutesSurviveARestart() throws Exception {
    try (Disk disk = open(NOW)) {
      disk.run(NOW.minusSeconds(1_800), 600, 1_000);
      disk.flush();
      disk.run(NOW.minusSeconds(1_200), 600, 2_000);
    }
    try (Disk disk = open(NOW)) {
      Table table = disk.read(NOW.minusSeconds(1_800), NOW);
      assertThat(table.tierSeconds()).isEqualTo(60);
      assertThat(bitrate(table)).startsWith(column(10, 1_000));
      assertThat(bitrate(table)[10]).isEqualTo(2_000);
      assertThat(bitrate(table)[19]).isEqualTo(2_000);
      assertThat(bitrate(table)[20]).isNaN();
    }
  }

  @Test
  void anHourIsCompletedAfterARestart() throws Exception {
    try (Disk disk = open(NOW)) {
      disk.run(NOW.minusSeconds(3_600), 60, 1_000);
    }
    try (Disk disk = open(NOW)) {
      disk.run(NOW.minusSeconds(3_540), 60, 2_000);
      assertThat(bitrate(disk.read(NOW.minusSeconds(3_600), NOW))).startsWith(1_000);
    }
    try (Disk disk = open(NOW)) {
      assertThat(bitrate(disk.read(NOW.minusSeconds(3_600), NOW))).startsWith(1_000, 2_000);
    }
  }

  @Test
  void aDiskThatTakesNothingLeavesThemInMemory() throws Exception {
    try (Disk disk = open(NOW)) {
      disk.run(NOW.minusSeconds(600), 60, 1_000);
      assertThat(disk.flush()).isTrue();
      disk.file.tamper("PRAGMA query_only = 1").get(20, TimeUnit.SECONDS);
      disk.run(NOW.minusSeconds(540), 60, 2_000);
      assertThat(disk.flush()).isFalse();
      assertThat(disk.log.problem()).contains("read-only");
      assertThat(bitrate(disk.read(NOW.minusSeconds(600), NOW))).startsWith(1_000, 2_000);
      disk.file.tamper("PRAGMA query_only = 0").get(20, TimeUnit.SECONDS);
      assertThat(disk.flush()).isTrue();
      assertThat(disk.log.problem()).isNull();
    }
    try (Disk disk = open(NOW)) {
      assertThat(bitrate(disk.read(NOW.minusSeconds(600), NOW))).startsWith(1_000, 2_000);
    }
  }

  @Test
  void aDiskThatTakesNothingForLongCostsTheOldest() throws Exception {
    try (Disk disk = open(NOW)) {
      disk.file.tamper("PRAGMA query_only = 1").get(20, TimeUnit.SECONDS);
      List<Sample> samples = new ArrayList<>();
      for (int i = 0; i < 4_000; i++) {
        samples.add(sample(StreamKey.parse("live/s" + i), i));
      }
      for (int hour = 3; hour > 0; hour--) {
        disk.history.add(NOW.minusSeconds(hour * 3_600L).getEpochSecond(), samples);
      }
      disk.history.close();
      assertThat(disk.flush()).isFalse();
      assertThat(disk.log.lost()).isEqualTo(4_000);
    }
  }

  @Test
  void aWeekIsKept() throws Exception {
    Instant old = NOW.minus(HistoryFile.MAX_AGE);
    try (Disk disk = open(old)) {
      disk.run(old.minusSeconds(60), 60, 1_000);
      disk.run(old, 60, 2_000);
    }
    try (Disk disk = open(NOW)) {
      assertThat(disk.rows()).isEqualTo(2);
      disk.run(NOW.minusSeconds(60), 60, 3_000);
      disk.flush();
      assertThat(disk.rows()).isEqualTo(2);
      assertThat(bitrate(disk.read(old, NOW))).startsWith(2_000).endsWith(3_000);
    }
  }

  @Test
  void theOldestHourGoesWhenTheFileIsFull() throws Exception {
    Random random = new Random(5);
    try (Disk disk = open(NOW, 200_000)) {
      for (int hour = 4; hour > 0; hour--) {
        Instant start = NOW.minusSeconds(hour * 3_600L);
        for (int minute = 0; minute < 60; minute++) {
          List<Sample> samples = new ArrayList<>();
          for (int i = 0; i < 300; i++) {
            samples.add(sample(StreamKey.parse("live/s" + i), random.nextInt(1 << 20)));
          }
          disk.history.add(start.plusSeconds(minute * 60L).getEpochSecond(), samples);
        }
      }
      disk.history.close();
      assertThat(disk.flush()).isTrue();
      assertThat(disk.rows()).isBetween(300L, 900L);
      Table table = disk.read(StreamKey.parse("live/s7"), NOW.minusSeconds(4 * 3_600), NOW);
      assertThat(bitrate(table)[0]).isNaN();
      assertThat(bitrate(table)[239]).isNotNaN();
    }
  }

  /// File, log and history as in the gateway.
  private record Disk(HistoryFile file, StatisticsLog log, StatisticsHistory history)
      implements AutoCloseable {
    void run(Instant from, int seconds, double bitrate) {
      for (long i = 0; i < seconds; i++) {
        history.add(from.getEpochSecond() + i, List.of(sample(KEY, bitrate)));
      }
      history.close();
    }

    boolean flush() throws Exception {
      return log.flushNow().get(20, TimeUnit.SECONDS);
    }

    Table read(Instant from, Instant to) throws Exception {
      return read(KEY, from, to);
    }

    /// As after a start: what is in memory is not asked.
    Table read(StreamKey key, Instant from, Instant to) throws Exception {
      return new StatisticsHistory(log)
          .read(Runnable::run, query(key, from, to))
          .get(20, TimeUnit.SECONDS);
    }

    long rows() throws Exception {
      return file.ask(
              () -> {
                try (var found =
                    file.database().statement("SELECT count(*) FROM minutes").executeQuery()) {
                  found.next();
                  return found.getLong(1);
                }
              })
          .get(20, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
      file.close();
    }
  }

  private Disk open(Instant now) throws StoreException {
    return open(now, StatisticsLog.MAX_BYTES);
  }

  private Disk open(Instant now, long maxBytes) throws StoreException {
    HistoryFile file = HistoryFile.open(folder.resolve("history.db"));
    StatisticsLog log = StatisticsLog.on(file, Clock.fixed(now, ZoneOffset.UTC), maxBytes);
    return new Disk(file, log, new StatisticsHistory(log));
  }

  private static Query query(StreamKey key, Instant from, Instant to) {
    return new Query(key, from.getEpochSecond(), to.getEpochSecond(), 0);
  }

  private static double[] bitrate(Table table) {
    return table.values().get(table.columns().indexOf(Column.BITRATE));
  }

  private static double[] column(int rows, double value) {
    double[] column = new double[rows];
    Arrays.fill(column, value);
    return column;
  }

  private static Sample sample(StreamKey key, double bitrate) {
    double none = Double.NaN;
    return new Sample(key, bitrate, 25, 1, none, none, none, none, none);
  }
}
