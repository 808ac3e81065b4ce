package io.tidegate.gateway.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.gateway.mark.Mark;
import io.tidegate.gateway.mark.Marks;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MarkLogTest {
  private static final StreamKey KEY = StreamKey.parse("live/door");
  private static final Instant NOW = Instant.parse("2026-01-10T00:00:00Z");
  private static final Mark.Finding WHOLE =
      new Mark.Finding(
          Duration.ofMillis(1_500),
          "person",
          "at the \"door\"",
          0.93,
          new Mark.Box(0.1, 0.2, 0.3, 0.4),
          "{\"track\":7}");
  private static final Mark.Finding SMALL =
      new Mark.Finding(Duration.ZERO, "motion", "", null, null, "");

  @TempDir Path folder;

  /// One run of the gateway.
  private record Run(HistoryFile file, Marks marks, MarkLog log) implements AutoCloseable {
    static Run at(Path folder, Instant now, @Nullable String tampering) throws Exception {
      HistoryFile file = HistoryFile.open(folder.resolve("history.db"));
      if (tampering != null) {
        file.tamper(tampering).get(20, TimeUnit.SECONDS);
      }
      Marks marks = new Marks(() -> now);
      MarkLog log = MarkLog.on(file, marks, () -> now);
      file.ask(() -> true).get(20, TimeUnit.SECONDS); // what was on the disk is there
      return new Run(file, marks, log);
    }

    List<Mark> all() {
      return marks.find(KEY, Instant.EPOCH, Instant.MAX);
    }

    @Override
    public void close() {
      file.close();
    }
  }

  @Test
  void marksAreThereAfterARestart() throws Exception {
    List<Mark> set;
    try (Run run = Run.at(folder, NOW, null)) {
      run.marks().add(KEY, NOW.minusMillis(40), WHOLE, "tap people");
      run.marks().add(KEY, NOW, SMALL, "alice");
      set = run.all();
      assertThat(set).hasSize(2);
    }
    try (Run run = Run.at(folder, NOW.plusSeconds(1), null)) {
      assertThat(run.all()).isEqualTo(set);
      assertThat(run.marks().added()).as("since this start").isZero();
      assertThat(run.log().problem()).isNull();
    }
  }

  @Test
  void oldOnesAreForgotten() throws Exception {
    try (Run run = Run.at(folder, NOW, null)) {
      run.marks().add(KEY, NOW, SMALL, "x");
    }
    Instant later = NOW.plus(Marks.AGE).plusMillis(1);
    try (Run run = Run.at(folder, later, null)) {
      assertThat(run.all()).isEmpty();
      run.marks().add(KEY, later, SMALL, "x");
    }
    try (Run run = Run.at(folder, later, "UPDATE mark SET at = at")) {
      assertThat(run.marks().size()).isEqualTo(1);
    }
  }

  /// On the disk as in memory: a noisy stream costs itself.
  @Test
  void whatWasLetGoDoesNotComeBack() throws Exception {
    StreamKey noisy = StreamKey.parse("noisy/cam");
    try (Run run = Run.at(folder, NOW, null)) {
      run.marks().add(KEY, NOW, WHOLE, "x");
      for (int i = 0; i < Marks.MOST_OF_STREAM + 10; i++) {
        run.marks().add(noisy, NOW.minusMillis(i), SMALL, "x");
      }
    }
    try (Run run = Run.at(folder, NOW, null)) {
      assertThat(run.all()).hasSize(1);
      assertThat(run.marks().size()).isEqualTo(Marks.MOST_OF_STREAM + 1);
      assertThat(run.marks().dropped()).as("the disk had no more").isZero();
    }
  }

  /// As long as the disk hangs so many wait, and no more.
  @Test
  void whatWaitsForADiskThatHangsIsBoundedAndCounted() throws Exception {
    CountDownLatch hangs = new CountDownLatch(1);
    try (Run run = Run.at(folder, NOW, null)) {
      run.file()
          .run(() -> {
            try {
              hangs.await();
            } catch (InterruptedException stopped) {
              Thread.currentThread().interrupt();
            }
          });
      for (int i = 0; i < 5_010; i++) {
        run.marks().add(KEY, NOW, SMALL, "x");
      }
      assertThat(run.marks().unstored()).isEqualTo(10);
      hangs.countDown();
    }
  }

  @Test
  void aRowThatNobodyCanReadCostsItselfAlone() throws Exception {
    try (Run run = Run.at(folder, NOW, null)) {
      run.marks().add(KEY, NOW, WHOLE, "x");
      run.marks().add(KEY, NOW, SMALL, "x");
    }
    String damage = "UPDATE mark SET body = '{' WHERE id = (SELECT min(id) FROM mark)";
    try (Run run = Run.at(folder, NOW, damage)) {
      assertThat(run.all()).extracting(Mark::finding).containsExactly(SMALL);
    }
  }

  @Test
  void aDiskThatTakesNothingIsTold() throws Exception {
    try (Run run = Run.at(folder, NOW, "DROP TABLE mark")) {
      assertThat(run.log().problem()).contains("mark");
      run.marks().add(KEY, NOW, SMALL, "x");
      assertThat(run.all()).as("they are there while the gateway runs").hasSize(1);
    }
  }
}
