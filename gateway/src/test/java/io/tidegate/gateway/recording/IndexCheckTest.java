package io.tidegate.gateway.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.gateway.segment.SegmentName;
import io.tidegate.gateway.segment.StoredSegment;
import io.tidegate.gateway.storage.ObjectPath;
import io.tidegate.gateway.storage.Storage;
import io.tidegate.gateway.storage.Upload;
import io.tidegate.gateway.storage.UploadListener.Absence;
import io.tidegate.gateway.store.RecordingIndex;
import io.tidegate.gateway.store.UploadStore;
import io.tidegate.hls.HlsOptions.Container;
import io.tidegate.media.StreamKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What is on the disk, what the index has, and what waits for its upload.
@Timeout(180)
class IndexCheckTest {
  private static final StreamKey KEY = StreamKey.parse("live/cam");

  @TempDir Path folder;
  private SegmentFiles files;
  private RecordingIndex index;
  private StoredSegment segment;
  private final RecordingTally tally = new RecordingTally();

  @BeforeEach
  void open() throws Exception {
    files = new SegmentFiles(folder.resolve("recordings"), false, _ -> Long.MAX_VALUE);
    index = RecordingIndex.open(folder.resolve("recordings.db"));
    SegmentName name =
        new SegmentName(
            Instant.parse("2026-11-22T10:00:00Z"), 1, 4_000_000, true, "", Container.TS);
    segment = new StoredSegment(0, KEY, name, 376, StoredSegment.Format.UNKNOWN, "");
    Path file = files.file(segment);
    Files.createDirectories(file.getParent());
    Files.write(file, new byte[376]);
  }

  @AfterEach
  void close() {
    index.close();
  }

  private void check(Predicate<Path> isWriting) throws Exception {
    new IndexCheck(index, files, tally, Instant.EPOCH, isWriting).run();
  }

  private List<StoredSegment> known() throws Exception {
    return index.find(KEY, segment.name()).get();
  }

  /// Whoever writes it knows its codecs; from its name nobody does.
  @Test
  void whatIsWrittenAtThisMomentIsNotAdopted() throws Exception {
    check(files.file(segment)::equals);
    assertThat(known()).isEmpty();
    check(_ -> false);
    assertThat(known()).hasSize(1);
    assertThat(tally.adopted()).isEqualTo(1);
  }

  @Test
  void aDiskThatIsNotMountedIsNoReasonToForget() throws Exception {
    index.add(List.of(segment)).get();
    Files.move(files.root(), folder.resolve("away"));
    isNoReasonToForget();
    Files.createDirectory(files.root());
    isNoReasonToForget();
    Files.delete(files.root());
    Files.move(folder.resolve("away"), files.root());
    check(_ -> false);
    assertThat(known()).hasSize(1);
    Files.delete(files.file(segment));
    check(_ -> false);
    assertThat(known()).isEmpty();
  }

  private void isNoReasonToForget() throws Exception {
    assertThatThrownBy(() -> check(_ -> false))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("mounted");
    assertThat(known()).hasSize(1);
  }

  /// Disks that were recorded to before there were marks have none.
  @Test
  void aDiskIsKnownByItsSegmentsOrByItsMark() throws Exception {
    RecordingDisk disk = new RecordingDisk(files, index);
    index.add(List.of(segment)).get();
    assertThat(disk.refusal()).isNull();
    Path mark = files.root().resolve(".tidegate-recordings");
    assertThat(mark).exists();
    Files.delete(mark);
    Files.delete(files.file(segment));
    assertThat(disk.refusal()).contains("mounted", files.root().toString(), mark.toString());
    assertThat(mark).doesNotExist();
    Files.createFile(mark);
    assertThat(disk.refusal()).isNull();
    check(_ -> false);
    assertThat(known()).isEmpty();
  }

  @Test
  void aDiskThatWasNeverRecordedToIsMarked() throws Exception {
    Files.move(files.root(), folder.resolve("other"));
    assertThat(new RecordingDisk(files, index).refusal()).isNull();
    assertThat(files.isThere()).isTrue();
  }

  @Test
  void tellsWhatWasDeletedFromWhatIsAway() throws Exception {
    UploadStore queue = UploadStore.open(folder.resolve("uploads.db"), Clock.systemUTC());
    try (Storage storage = new Storage(folder, queue, (_, _) -> {})) {
      StoredElsewhere elsewhere = new StoredElsewhere(storage, _ -> "far", files, index, tally);
      Path file = files.file(segment).toAbsolutePath();
      Upload upload = new Upload("far", new ObjectPath("x"), file, StoredElsewhere.OWNER, false);
      index.add(List.of(segment)).get();
      files.mark();
      Files.delete(file);
      assertThat(elsewhere.absence(upload)).isEqualTo(Absence.AWAITED);
      index.forget(known()).get();
      assertThat(elsewhere.absence(upload)).isEqualTo(Absence.DELETED);
      Files.move(files.root(), folder.resolve("away"));
      Files.createDirectory(files.root());
      assertThat(elsewhere.absence(upload)).isEqualTo(Absence.AWAITED);
    }
  }
}
