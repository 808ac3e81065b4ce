package io.tidegate.gateway.feature;

import static io.tidegate.media.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.gateway.feature.AnswerWindow.Counts;
import io.tidegate.gateway.feature.FeatureTable.Path;
import io.tidegate.gateway.store.SettingsStore;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A staged switch and what HTTP answers meanwhile, with made-up time.
class StageGuardTest {
  private static final Path HLS = new Path(Feature.HLS, Target.ALL);
  private static final Path FLV = new Path(Feature.HTTP_FLV, Target.parse("label:door"));
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final long FAST = TimeUnit.MILLISECONDS.toNanos(800);

  @TempDir java.nio.file.Path folder;
  private final Features features = new Features(_ -> List.of());
  private final AnswerWindow answers = new AnswerWindow();
  private final List<String> told = new CopyOnWriteArrayList<>();
  private FeatureBook book;
  private StageGuard guard;
  private long now = 1_000 * SECOND;

  @BeforeEach
  void open() throws Exception {
    book = book();
    guard = new StageGuard(answers, book);
  }

  private FeatureBook book() throws Exception {
    return new FeatureBook(
        SettingsStore.features(folder.resolve("t.db"), Clock.systemUTC()),
        features,
        (subject, move) ->
            told.add(subject.id() + ": " + move.from() + " > " + move.to() + " by " + move.who()));
  }

  @AfterEach
  void close() {
    book.close();
  }

  @Test
  void aStageThatFailsIsTakenBackToWhatHeldBefore() throws Exception {
    set(HLS, 0);
    set(HLS, 10);
    set(HLS, 25);
    second(992, 8, 0);
    second(992, 8, 0);
    assertThat(percent(HLS)).as("0.8 % may fail").isEqualTo(25);
    second(991, 9, 0);
    await("roll back").until(() -> percent(HLS) == 0);
    assertThat(told).last().isEqualTo("hls all: 25 % > 0 % by tidegate");
    assertThat(book.newest().action()).isEqualTo("roll back");
  }

  @Test
  void aStageThatIsSlowIsTakenBack() throws Exception {
    set(HLS, 50);
    second(950, 0, 50);
    assertThat(percent(HLS)).isEqualTo(50);
    second(900, 0, 100);
    await("roll back").until(() -> features.table().values().isEmpty());
  }

  @Test
  void whatWasWrongBeforeTheStageIsNotItsFault() throws Exception {
    second(0, 1_000, 0);
    set(HLS, 50);
    second(1_000, 0, 0);
    second(1_000, 0, 0);
    assertThat(percent(HLS)).isEqualTo(50);
  }

  @Test
  void aSwitchThatIsNoStageStays() throws Exception {
    set(HLS, 0);
    for (int i = 0; i < 20; i++) {
      second(0, 100, 100);
    }
    assertThat(percent(HLS)).isZero();
  }

  @Test
  void theYoungestStageGoesFirst() throws Exception {
    set(FLV, 20);
    second(1_000, 0, 0);
    set(HLS, 50);
    second(1_000, 0, 0);
    second(0, 1_000, 0);
    await("the youngest").until(() -> percent(HLS) < 0);
    assertThat(percent(FLV)).isEqualTo(20);
    second(0, 1_000, 0);
    second(0, 1_000, 0);
    await("the other").until(() -> percent(FLV) < 0);
  }

  @Test
  void whatIsStoredHoldsAfterARestartAndIsUndone() throws Exception {
    set(HLS, 30);
    set(FLV, 0);
    book.close();
    features.take(FeatureTable.ON);
    book = book();
    assertThat(percent(HLS)).isEqualTo(30);
    assertThat(features.allows(Feature.HTTP_FLV)).isTrue();
    book.undo("ann", 1).get();
    assertThat(percent(HLS)).isEqualTo(-1);
    assertThat(percent(FLV)).isZero();
    assertThat(book.changes(Long.MAX_VALUE, 10).get()).hasSize(3);
  }

  @ParameterizedTest
  @CsvSource({
    "1000, 8, 0, false",
    "1000, 9, 0, true",
    "1000, 0, 50, false",
    "1000, 0, 51, true",
    "49, 49, 49, false",
    "50, 1, 0, true",
    "0, 0, 0, false"
  })
  void theBoundsAreThoseThatAreWritten(long all, long failures, long slow, boolean wrong) {
    assertThat(StageRule.wrong(new Counts(all, failures, slow)).isPresent()).isEqualTo(wrong);
  }

  @Test
  void theWindowHoldsFifteenSeconds() {
    answers.add(500, 0, false, now);
    assertThat(answers.counts(0, now + 14 * SECOND).failures()).isEqualTo(1);
    assertThat(answers.counts(0, now + 15 * SECOND).failures()).isZero();
    answers.add(503, FAST + 1, true, now + 15 * SECOND);
    assertThat(answers.counts(0, now + 15 * SECOND)).isEqualTo(new Counts(1, 0, 1));
    assertThat(answers.counts(now + 15 * SECOND, now + 15 * SECOND).answers()).isZero();
  }

  private int percent(Path path) {
    return features.table().values().getOrDefault(path.toString(), -1);
  }

  private void set(Path path, int percent) throws Exception {
    book.set("ann", path, percent, _ -> true).get();
    guard.look(now);
  }

  private void second(int good, int failed, int slow) {
    now += SECOND;
    for (int i = 0; i < good; i++) {
      answers.add(200, FAST, false, now);
    }
    for (int i = 0; i < failed; i++) {
      answers.add(500, 0, false, now);
    }
    for (int i = 0; i < slow; i++) {
      answers.add(200, FAST + 1, false, now);
    }
    guard.look(now);
  }
}
