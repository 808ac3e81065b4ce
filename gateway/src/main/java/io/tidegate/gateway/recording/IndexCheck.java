package io.tidegate.gateway.recording;

import io.tidegate.gateway.segment.SegmentName;
import io.tidegate.gateway.segment.StoredSegment;
import io.tidegate.gateway.store.RecordingIndex;
import io.tidegate.media.StreamKey;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes index and disk agree after a start, both ways: rows without a whole file go, files without
/// a row are taken in by their names, what was half written is deleted. On a thread of its own,
/// while recording goes on.
final class IndexCheck {
  private static final Logger log = LoggerFactory.getLogger(IndexCheck.class);

  private static final int PORTION = 1_000;

  private final RecordingIndex index;
  private final SegmentFiles files;
  private final RecordingTally tally;

  /// Files that were touched later are those of this process.
  private final Instant started;

  /// Files that are on the disk, and soon in the index.
  private final Predicate<Path> isWriting;

  /// @param started when this process began to write
  /// @param isWriting whether a file is about to come into the index
  IndexCheck(
      RecordingIndex index,
      SegmentFiles files,
      RecordingTally tally,
      Instant started,
      Predicate<Path> isWriting) {
    this.isWriting = isWriting;
    this.index = index;
    this.files = files;
    this.tally = tally;
    this.started = started;
  }

  /// Once.
  void run() throws IOException, ExecutionException, InterruptedException {
    long missing = tally.missing();
    long adopted = tally.adopted();
    String refusal = new RecordingDisk(files, index).refusal();
    if (refusal != null) {
      throw new IOException(refusal);
    }
    rows();
    new Found().take();
    missing = tally.missing() - missing;
    adopted = tally.adopted() - adopted;
    if (missing + adopted > 0) {
      log.warn(
          "recordings: {} segments of the index are not on the disk as they were written, {} on"
              + " the disk were not in the index",
          missing,
          adopted);
    }
  }

  private void rows() throws IOException, ExecutionException, InterruptedException {
    long last = 0;
    List<StoredSegment> some = index.after(last, PORTION).get();
    while (!some.isEmpty()) {
      List<StoredSegment> lost = new ArrayList<>();
      for (StoredSegment one : some) {
        if (one.storage().isEmpty() && !files.isWhole(one)) {
          lost.add(one);
          putAside(files.file(one));
        }
      }
      if (!files.isThere()) {
        throw new IOException(files.root() + " went away");
      }
      tally.missing.add(lost.size());
      index.forget(lost).get();
      last = some.getLast().id();
      some = index.after(last, PORTION).get();
    }
  }

  private static void putAside(Path file) throws IOException {
    if (Files.exists(file)) {
      Path aside = file.resolveSibling(file.getFileName() + SegmentFiles.DAMAGED);
      Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /// Files that no row may know.
  private final class Found {
    private final List<StoredSegment> portion = new ArrayList<>();

    void take() throws IOException, ExecutionException, InterruptedException {
      files.walk(this::look);
      flush();
    }

    private void look(StreamKey key, String path, Path file) throws IOException {
      if (path.endsWith(SegmentFiles.PART)) {
        if (Files.getLastModifiedTime(file).toInstant().isBefore(started)) {
          Files.deleteIfExists(file);
        }
        return;
      }
      SegmentName name = SegmentName.parse(path);
      long size = name == null ? 0 : SegmentFiles.size(file);
      if (name == null || size <= 0) {
        return;
      }
      portion.add(new StoredSegment(0, key, name, size, StoredSegment.Format.UNKNOWN, ""));
      if (portion.size() == PORTION) {
        flush();
      }
    }

    /// What is written now gets its row by whoever writes it, who knows more of it.
    private void flush() throws IOException {
      portion.removeIf(one -> isWriting.test(files.file(one)));
      try {
        tally.adopted.add(index.adopt(portion).get());
      } catch (ExecutionException failure) {
        throw new IOException(failure.getCause());
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("stopped");
      }
      portion.clear();
    }
  }
}
