package io.tidegate.gateway.recording;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.gateway.config.Settings;
import io.tidegate.gateway.route.RecordingSpec;
import io.tidegate.gateway.route.WeekSchedule;
import io.tidegate.gateway.segment.SegmentName;
import io.tidegate.gateway.segment.StoredSegment;
import io.tidegate.gateway.store.RecordingIndex;
import io.tidegate.hls.HlsOptions.Container;
import io.tidegate.media.DataSize;
import io.tidegate.media.StreamKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Room on a disk that counts what lies on it, and files that stay.
@Timeout(180)
class RetentionTest {
  private static final StreamKey KEY = StreamKey.parse("live/cam");
  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
  private static final int LENGTH = 1_000;
  private static final DataSize KEEP_FREE = new DataSize(500);

  @TempDir Path folder;
  private final RecordingTally tally = new RecordingTally();
  private SegmentFiles files;
  private RecordingIndex index;
  private int number;

  /// Bytes of the disk.
  private long capacity = 10 * LENGTH + KEEP_FREE.bytes();

  /// Of each file that goes, so much is taken by others.
  private int taken;

  @BeforeEach
  void open() throws Exception {
    files = new SegmentFiles(folder.resolve("recordings"), false, _ -> free());
    index = RecordingIndex.open(folder.resolve("recordings.db"));
  }

  @AfterEach
  void close() {
    index.close();
  }

  private long free() throws IOException {
    if (!Files.isDirectory(files.root())) {
      return capacity;
    }
    try (Stream<Path> all = Files.walk(files.root())) {
      long used = 0;
      for (Path one : all.filter(Files::isRegularFile).toList()) {
        used += Files.size(one);
      }
      return capacity - used - taken * tally.deleted();
    }
  }

  private Retention retention(RecordingSpec spec) {
    Settings.LocalCopies day = new Settings.LocalCopies(24, DataSize.ofMegabytes(100));
    Retention.Limits limits = new Retention.Limits(KEEP_FREE, 0, day);
    return new Retention(index, files, limits, _ -> spec, () -> NOW, tally, null);
  }

  private StoredSegment write() throws Exception {
    return write("");
  }

  private StoredSegment write(String init) throws Exception {
    number++;
    SegmentName name =
        new SegmentName(
            NOW.minusSeconds(10_000 - 4L * number),
            number,
            4_000_000,
            false,
            init,
            init.isEmpty() ? Container.TS : Container.FMP4);
    StoredSegment segment =
        new StoredSegment(0, KEY, name, LENGTH, StoredSegment.Format.UNKNOWN, "");
    Path file = files.file(segment);
    Files.createDirectories(file.getParent());
    Files.write(file, new byte[LENGTH]);
    index.add(List.of(segment)).get();
    return index.find(KEY, name).get().getFirst();
  }

  private List<StoredSegment> known() throws Exception {
    return index.oldestHere(1_000).get();
  }

  /// As somebody holds it: a folder with something in it stands where the file was.
  private void hold(StoredSegment segment) throws IOException {
    Files.delete(files.file(segment));
    Files.createDirectories(files.file(segment).resolve("in the way"));
  }

  /// What a recorder is on most days of its life.
  @Test
  void aFullDiskRefusesNothingWhileOldSegmentsMakeRoom() throws Exception {
    Retention retention = retention(RecordingSpec.ON);
    for (int batch = 0; batch < 20; batch++) {
      assertThat(retention.makeRoom(2 * LENGTH)).as("batch %d", batch).isNull();
      write();
      write();
    }
    assertThat(known()).hasSize(10);
    assertThat(known().getLast().name().number()).isEqualTo(40);
    assertThat(tally.deleted()).isEqualTo(30);
  }

  /// Blocks of a file system, or others who write beside.
  @Test
  void aDiskThatGivesBackALittleLessIsAskedAgain() throws Exception {
    Retention retention = retention(RecordingSpec.ON);
    for (int i = 0; i < 10; i++) {
      write();
    }
    taken = LENGTH / 10;
    assertThat(retention.makeRoom(2 * LENGTH)).isNull();
    assertThat(tally.deleted()).isEqualTo(3);
  }

  @Test
  void afterADiskThatGaveNothingBackNothingMoreGoesUntilItDoes() throws Exception {
    Retention retention = retention(RecordingSpec.ON);
    for (int i = 0; i < 10; i++) {
      write();
    }
    taken = LENGTH;
    assertThat(retention.makeRoom(LENGTH)).contains("has not given back");
    assertThat(retention.makeRoom(LENGTH)).contains("has not given back");
    assertThat(tally.deleted()).isEqualTo(1);
    taken = 0;
    assertThat(retention.makeRoom(LENGTH)).isNull();
    assertThat(tally.deleted()).isEqualTo(1);
  }

  @Test
  void theNextOldestGoForAFileThatStays() throws Exception {
    List<StoredSegment> all = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      all.add(write());
    }
    hold(all.get(0));
    hold(all.get(1));
    capacity -= 2 * LENGTH;
    Retention retention = retention(RecordingSpec.ON);
    assertThat(retention.makeRoom(3 * LENGTH)).isNull();
    assertThat(known())
        .contains(all.get(0), all.get(1), all.get(5))
        .doesNotContain(all.get(2), all.get(3), all.get(4));
  }

  @Test
  void aRouteKeepsToItsSizeAroundAFileThatStays() throws Exception {
    StoredSegment first = write();
    StoredSegment second = write();
    SegmentName big = new SegmentName(NOW, 999, 4_000_000, false, "", Container.TS);
    StoredSegment last =
        new StoredSegment(
            0, KEY, big, RecordingSpec.LEAST_SIZE.bytes(), StoredSegment.Format.UNKNOWN, "");
    index.add(List.of(last)).get();
    hold(first);
    RecordingSpec small =
        new RecordingSpec(
            true, Container.TS, 4, "", null, null, RecordingSpec.LEAST_SIZE, WeekSchedule.ALWAYS);
    files.mark();
    retention(small).tend();
    assertThat(known()).contains(first).doesNotContain(second);
  }

  /// The folder that its disk is mounted at.
  @Test
  void nothingGoesOrIsWrittenWhereNothingOfTheDiskIs() throws Exception {
    StoredSegment one = write();
    Files.move(files.root(), folder.resolve("away"));
    Files.createDirectory(files.root());
    Retention retention = retention(RecordingSpec.ON);
    retention.tend();
    assertThat(retention.makeRoom(LENGTH)).contains("mounted");
    assertThat(known()).containsExactly(one);
    Files.delete(files.root());
    Files.move(folder.resolve("away"), files.root());
    assertThat(retention.makeRoom(LENGTH)).isNull();
  }

  @Test
  void whatIsLeftOfADayKeepsTheInitSectionsOfItsSegments() throws Exception {
    StoredSegment stays = write("0123456789abcdef");
    Path day = files.day(stays);
    Path needed = Files.write(day.resolve("init-0123456789abcdef.mp4"), new byte[10]);
    Path unused = Files.write(day.resolve("init-fedcba9876543210.mp4"), new byte[10]);
    files.clear(day);
    assertThat(needed).exists();
    assertThat(files.file(stays)).exists();
    assertThat(unused).doesNotExist();
    Files.delete(files.file(stays));
    files.clear(day);
    assertThat(day).doesNotExist();
  }
}
