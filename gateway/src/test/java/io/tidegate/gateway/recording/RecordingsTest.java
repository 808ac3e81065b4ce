package io.tidegate.gateway.recording;

import static io.tidegate.gateway.recording.RecordedSlate.KEY;
import static io.tidegate.media.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.gateway.route.RecordingSpec;
import io.tidegate.gateway.route.WeekSchedule;
import io.tidegate.gateway.segment.FinishedRecording;
import io.tidegate.gateway.segment.SegmentName;
import io.tidegate.gateway.segment.StoredSegment;
import io.tidegate.gateway.storage.FarStorage;
import io.tidegate.hls.HlsOptions.Container;
import io.tidegate.media.DataSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordingsTest {
  private static final Instant EVENING = Instant.parse("2026-11-22T23:59:30Z");
  private static final Instant MIDNIGHT = Instant.parse("2026-11-23T00:00:00Z");

  @TempDir Path folder;

  private List<String> files() throws IOException {
    return FarStorage.below(folder.resolve("recordings")).stream()
        .filter(name -> !name.equals(SegmentFiles.MARK))
        .toList();
  }

  private Path file(StoredSegment segment) {
    return folder.resolve("recordings/live/cam").resolve(segment.name().path());
  }

  @Test
  void goesOnAcrossMidnight() throws Exception {
    try (RecordedSlate slate =
        new RecordedSlate(folder, EVENING, RecordedSlate.in(Container.FMP4))) {
      slate.begin();
      slate.play(Duration.ofSeconds(60));
      slate.end();
      List<StoredSegment> all = slate.segments();
      assertThat(all).hasSizeGreaterThan(10);
      for (int i = 1; i < all.size(); i++) {
        assertThat(all.get(i).follows(all.get(i - 1))).as("segment %d", i).isTrue();
      }
      assertThat(Timespan.of(all)).hasSize(1);
      for (StoredSegment one : all) {
        assertThat(file(one)).hasSize(one.bytes());
      }
      assertThat(files())
          .anyMatch(name -> name.startsWith("live/cam/2026/11/22/init-"))
          .anyMatch(name -> name.startsWith("live/cam/2026/11/23/init-"))
          .noneMatch(name -> name.endsWith(".part"));
      assertThat(slate.recordings.present(all)).isEqualTo(all);
      await("both days").until(() -> slate.finished.size() == 2);
      FinishedRecording first = slate.finished.getFirst();
      FinishedRecording second = slate.finished.getLast();
      assertThat(first.to()).isEqualTo(second.from()).isAfterOrEqualTo(MIDNIGHT);
      assertThat(first.segments() + second.segments()).isEqualTo(all.size());
      assertThat(first.folder().resolve(first.first())).exists();
    }
  }

  @Test
  void aStartFindsWhatACrashHasLeft() throws Exception {
    List<StoredSegment> before;
    try (RecordedSlate slate = new RecordedSlate(folder, EVENING, RecordedSlate.in(Container.TS))) {
      slate.begin();
      slate.play(Duration.ofSeconds(30));
      before = slate.segments();
    }
    assertThat(before).hasSizeGreaterThan(5);
    Path missing = file(before.get(1));
    Files.delete(missing);
    Path cut = file(before.get(2));
    Files.write(cut, new byte[188], StandardOpenOption.TRUNCATE_EXISTING);
    SegmentName unknown =
        new SegmentName(EVENING.minusSeconds(60), 1, 4_000_000, true, "", Container.TS);
    Path orphan = folder.resolve("recordings/live/cam").resolve(unknown.path());
    Files.write(orphan, new byte[376]);
    Path half = orphan.resolveSibling(orphan.getFileName() + ".part");
    Files.write(half, new byte[100]);
    Files.setLastModifiedTime(half, FileTime.from(EVENING.minusSeconds(9)));

    try (RecordedSlate slate =
        new RecordedSlate(folder, EVENING.plusSeconds(60), RecordedSlate.in(Container.TS))) {
      await("the comparison")
          .until(() ->
              slate.recordings.tally().adopted() == 1 && slate.recordings.tally().missing() == 2);
      List<StoredSegment> after = slate.segments();
      assertThat(after).hasSize(before.size() - 1);
      assertThat(after.getFirst().name()).isEqualTo(unknown);
      assertThat(Timespan.of(after)).as("gaps").hasSize(3);
      assertThat(half).doesNotExist();
      assertThat(cut).doesNotExist();
      assertThat(cut.resolveSibling(cut.getFileName() + ".damaged")).exists();
      slate.begin();
      slate.play(Duration.ofSeconds(20));
      assertThat(slate.segments()).hasSizeGreaterThan(after.size());
    }
  }

  @Test
  void aDamagedIndexIsMadeAnewOfTheFiles() throws Exception {
    List<StoredSegment> before;
    try (RecordedSlate slate =
        new RecordedSlate(folder, EVENING, RecordedSlate.in(Container.FMP4))) {
      slate.begin();
      slate.play(Duration.ofSeconds(30));
      before = slate.segments();
    }
    Files.write(folder.resolve("recordings.db"), new byte[4_096]);
    try (RecordedSlate slate =
        new RecordedSlate(folder, EVENING.plusSeconds(60), RecordedSlate.in(Container.FMP4))) {
      await("the files").until(() -> slate.recordings.tally().adopted() == before.size());
      assertThat(slate.segments().stream().map(StoredSegment::name).toList())
          .isEqualTo(before.stream().map(StoredSegment::name).toList());
      assertThat(folder.resolve("recordings.db.damaged")).exists();
    }
  }

  @Test
  void whatIsMissingIsAGapWhenItIsPlayed() throws Exception {
    try (RecordedSlate slate = new RecordedSlate(folder, EVENING, RecordedSlate.in(Container.TS))) {
      slate.begin();
      slate.play(Duration.ofSeconds(30));
      List<StoredSegment> all = slate.segments();
      Files.delete(file(all.get(2)));
      List<StoredSegment> present = slate.recordings.present(all);
      assertThat(present).hasSize(all.size() - 1);
      assertThat(VodPlaylist.media(present, "", VodPlaylist.Kind.VOD))
          .containsOnlyOnce("#EXT-X-DISCONTINUITY\n");
      await("the index").until(() -> slate.segments().size() == all.size() - 1);
      assertThat(slate.recordings.tally().missing()).isEqualTo(1);
    }
  }

  @Test
  void aFullDiskPausesRecordingUntilThereIsRoom() throws Exception {
    try (RecordedSlate slate =
        new RecordedSlate(
            folder, EVENING, RecordedSlate.in(Container.TS), DataSize.ofMegabytes(1), 0)) {
      slate.begin();
      slate.free.set(DataSize.ofMegabytes(1).bytes());
      slate.play(Duration.ofSeconds(20));
      assertThat(slate.segments()).isEmpty();
      assertThat(slate.recordings.tally().full()).isPositive();
      assertThat(slate.recordings.problem()).contains("the disk is full", "1MB");
      slate.free.set(Long.MAX_VALUE);
      slate.play(Duration.ofSeconds(20));
      assertThat(slate.segments()).isNotEmpty();
      assertThat(slate.recordings.problem()).isNull();
    }
  }

  @Test
  void theOldestGoForRoom() throws Exception {
    try (RecordedSlate slate =
        new RecordedSlate(
            folder, EVENING, RecordedSlate.in(Container.TS), DataSize.ofMegabytes(1), 0)) {
      slate.begin();
      slate.play(Duration.ofSeconds(30));
      List<StoredSegment> before = slate.segments();
      slate.free.set(DataSize.ofMegabytes(1).bytes());
      slate.play(Duration.ofSeconds(5));
      await("the oldest").until(() -> slate.recordings.tally().deleted() > 0);
      assertThat(slate.segments()).doesNotContain(before.getFirst());
      assertThat(file(before.getFirst())).doesNotExist();
    }
  }

  /// A disk gives back late what was deleted, or another program takes it.
  @Test
  void noMoreGoesForRoomThanIsMissing() throws Exception {
    try (RecordedSlate slate =
        new RecordedSlate(
            folder, EVENING, RecordedSlate.in(Container.TS), DataSize.ofMegabytes(1), 0)) {
      slate.begin();
      slate.play(Duration.ofSeconds(60));
      List<StoredSegment> before = slate.segments();
      slate.free.set(DataSize.ofMegabytes(1).bytes());
      slate.play(Duration.ofSeconds(20));
      await("the oldest").until(() -> slate.recordings.tally().deleted() > 0);
      await("the rest").until(() -> slate.recordings.tally().full() > 0);
      assertThat(slate.segments()).contains(before.getLast());
      assertThat(slate.recordings.problem()).contains("has not given back");
    }
  }

  /// One that cannot be deleted: a folder with something in it stands where the file was.
  @Test
  void aFileThatStaysKeepsNoOther() throws Exception {
    try (RecordedSlate slate =
        new RecordedSlate(folder, EVENING, RecordedSlate.in(Container.TS), new DataSize(0), 1)) {
      slate.begin();
      slate.play(Duration.ofSeconds(30));
      slate.end();
      List<StoredSegment> all = slate.segments();
      Path stays = file(all.getFirst());
      Files.delete(stays);
      Files.createDirectories(stays.resolve("in the way"));
      slate.loops.advance(Duration.ofHours(26));
      await("the others").until(() -> slate.segments().equals(List.of(all.getFirst())));
    }
  }

  @Test
  void whatIsOldGoesWithItsFolders() throws Exception {
    try (RecordedSlate slate =
        new RecordedSlate(folder, EVENING, RecordedSlate.in(Container.FMP4), new DataSize(0), 1)) {
      slate.begin();
      slate.play(Duration.ofSeconds(60));
      slate.end();
      assertThat(slate.segments()).isNotEmpty();
      slate.loops.advance(Duration.ofHours(24).minusSeconds(60));
      await("yesterday")
          .until(() ->
              slate.segments().stream()
                  .allMatch(one -> !one.start().isBefore(MIDNIGHT.minusSeconds(15))));
      assertThat(slate.segments()).isNotEmpty();
      slate.loops.advance(Duration.ofHours(25));
      await("today").until(() -> slate.segments().isEmpty());
      await("the files").until(() -> files().isEmpty());
      await("the folders").until(() -> !Files.exists(folder.resolve("recordings/live")));
    }
  }

  @Test
  void aRouteKeepsNoMoreThanItsSize() throws Exception {
    RecordingSpec small =
        new RecordingSpec(
            true, Container.TS, 4, "", null, null, RecordingSpec.LEAST_SIZE, WeekSchedule.ALWAYS);
    Path big = folder.resolve("recordings/live/cam/2026/11/20/100000.000-1-4000000.ts");
    Files.createDirectories(big.getParent());
    Files.write(big, new byte[(int) RecordingSpec.LEAST_SIZE.bytes()]);
    try (RecordedSlate slate = new RecordedSlate(folder, EVENING, small)) {
      await("the file").until(() -> slate.recordings.tally().adopted() == 1);
      slate.begin();
      slate.play(Duration.ofSeconds(30));
      await("the size").until(() -> !Files.exists(big));
      assertThat(slate.segments()).isNotEmpty();
    }
  }

  @Test
  void followsItsRouteAndItsHours() throws Exception {
    try (RecordedSlate slate = new RecordedSlate(folder, EVENING, RecordingSpec.OFF)) {
      slate.begin();
      slate.play(Duration.ofSeconds(10));
      assertThat(slate.recordings.active()).isEmpty();
      slate.spec =
          new RecordingSpec(
              true, Container.TS, 4, "", null, null, null, WeekSchedule.parse("mon 00:01-00:02"));
      slate.play(Duration.ofSeconds(90));
      assertThat(slate.recordings.active()).containsOnlyKeys(KEY);
      slate.play(Duration.ofSeconds(60));
      assertThat(slate.recordings.active()).isEmpty();
      await("its end").until(() -> slate.finished.size() == 1);
      FinishedRecording one = slate.finished.getFirst();
      assertThat(one.from()).isBetween(MIDNIGHT.plusSeconds(55), MIDNIGHT.plusSeconds(65));
      assertThat(one.to()).isBefore(MIDNIGHT.plusSeconds(125));
    }
  }

  @Test
  void whatEndsByABugSaysSoAndBeginsAnew() throws Exception {
    try (RecordedSlate slate =
        new RecordedSlate(folder, EVENING, RecordedSlate.in(Container.FMP4))) {
      slate.begin();
      slate.play(Duration.ofSeconds(12));
      int before = slate.segments().size();
      slate.bug = new IllegalStateException("a bug of the test");
      slate.play(Duration.ofSeconds(2));
      assertThat(slate.recordings.problem()).contains("live/cam", "bug");
      assertThat(slate.recordings.active()).isEmpty();
      slate.bug = null;
      slate.play(Duration.ofSeconds(60));
      assertThat(slate.recordings.problem()).isNull();
      assertThat(slate.recordings.active()).isNotEmpty();
      assertThat(slate.segments()).hasSizeGreaterThan(before + 3);
    }
  }

  @Test
  void whatIsNotWantedAnyMoreHasNoProblem() throws Exception {
    try (RecordedSlate slate =
        new RecordedSlate(folder, EVENING, RecordedSlate.in(Container.FMP4))) {
      slate.begin();
      slate.bug = new IllegalStateException("a bug of the test");
      slate.play(Duration.ofSeconds(2));
      assertThat(slate.recordings.problem()).contains("bug");
      slate.bug = null;
      slate.spec = RecordingSpec.OFF;
      slate.play(Duration.ofSeconds(2));
      assertThat(slate.recordings.problem()).isNull();
    }
  }

  @Test
  void aDiskThatIsNotMountedGetsNothingAndLosesNothing() throws Exception {
    List<StoredSegment> before;
    try (RecordedSlate slate = new RecordedSlate(folder, EVENING, RecordedSlate.in(Container.TS))) {
      slate.begin();
      slate.play(Duration.ofSeconds(15));
      before = slate.segments();
    }
    assertThat(before).isNotEmpty();
    Path root = folder.resolve("recordings");
    Files.move(root, folder.resolve("disk"));
    Files.createDirectory(root);
    try (RecordedSlate slate =
        new RecordedSlate(folder, EVENING.plusSeconds(60), RecordedSlate.in(Container.TS))) {
      await("it is seen").until(() -> slate.recordings.problem() != null);
      slate.begin();
      slate.play(Duration.ofSeconds(15));
      assertThat(slate.recordings.problem()).contains("mounted");
      assertThat(slate.recordings.present(before)).isEmpty();
      assertThat(slate.recordings.delete(KEY, Instant.EPOCH, MIDNIGHT, "operator"))
          .failsWithin(Duration.ofSeconds(30));
      assertThat(slate.segments()).isEqualTo(before);
      assertThat(root).isEmptyDirectory();
      Files.delete(root);
      Files.move(folder.resolve("disk"), root);
      slate.play(Duration.ofSeconds(15));
      assertThat(slate.segments()).hasSizeGreaterThan(before.size()).containsAll(before);
      await("all is well").until(() -> slate.recordings.problem() == null);
    }
  }

  @Test
  void deletesWhatSomebodyNames() throws Exception {
    try (RecordedSlate slate = new RecordedSlate(folder, EVENING, RecordedSlate.in(Container.TS))) {
      slate.begin();
      slate.play(Duration.ofSeconds(40));
      List<StoredSegment> all = slate.segments();
      Instant from = all.get(1).start();
      Instant to = all.get(3).start();
      Retention.Deleted deleted = slate.recordings.delete(KEY, from, to, "operator").get();
      assertThat(deleted.segments()).isEqualTo(2);
      assertThat(deleted.bytes()).isEqualTo(all.get(1).bytes() + all.get(2).bytes());
      assertThat(file(all.get(1))).doesNotExist();
      assertThat(slate.segments()).doesNotContain(all.get(1), all.get(2)).contains(all.get(3));
      assertThat(slate.recordings.totals(KEY).get().getFirst().segments())
          .isEqualTo(slate.segments().size());
    }
  }
}
