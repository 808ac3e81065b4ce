package io.tidegate.gateway.recording;

import io.tidegate.gateway.recording.WriteQueue.Item;
import io.tidegate.gateway.segment.SegmentName;
import io.tidegate.gateway.segment.StoredSegment;
import io.tidegate.gateway.store.RecordingIndex;
import io.tidegate.hls.CutSegment;
import io.tidegate.hls.HlsOptions.Container;
import io.tidegate.media.Bytes;
import io.tidegate.media.Nullable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes segments: the file, down to the disk, then the index. What the index has is on the disk.
/// One thread of its own, which also deletes: room is made where it is needed.
///
/// 1. [#start];
/// 2. [#close], which writes what waits.
final class SegmentWriter implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(SegmentWriter.class);

  private static final Duration PATIENCE = Duration.ofMillis(500);
  private static final long CLOSE_MILLIS = 10_000;

  private final WriteQueue queue;
  private final SegmentFiles files;
  private final RecordingIndex index;
  private final Retention retention;
  private final RecordingTally tally;
  private final Listener listener;
  private final Thread thread;

  /// Files that are not in the index yet.
  private final Set<Path> writing = ConcurrentHashMap.newKeySet();

  private volatile boolean closing;
  private volatile @Nullable String problem;

  /// Hears what becomes of recordings, on the writer's thread.
  interface Listener {
    /// It is on the disk and in the index.
    void stored(Run run, StoredSegment segment);

    /// Nothing more comes of it.
    void finished(Run.View run);
  }

  SegmentWriter(
      WriteQueue queue,
      SegmentFiles files,
      RecordingIndex index,
      Retention retention,
      RecordingTally tally,
      Listener listener) {
    this.queue = queue;
    this.files = files;
    this.index = index;
    this.retention = retention;
    this.tally = tally;
    this.listener = listener;
    this.thread = Thread.ofPlatform().name("recording").daemon().unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /// Why segments are not kept; null while they are.
  @Nullable
  String problem() {
    return problem;
  }

  /// Whether a file is on the disk, or soon, and about to come into the index. Any thread.
  boolean isWriting(Path file) {
    return writing.contains(file);
  }

  private void run() {
    try {
      while (!closing || !queue.isEmpty()) {
        List<Item> batch = queue.take(PATIENCE);
        try {
          work(batch);
        } catch (RuntimeException bug) {
          log.error("a bug in recording; it goes on", bug);
        } finally {
          queue.written(batch);
        }
        if (!closing) {
          tend();
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void tend() throws InterruptedException {
    try {
      retention.tend();
    } catch (RuntimeException bug) {
      log.error("a bug in retention; recording goes on", bug);
    }
  }

  private void work(List<Item> batch) throws InterruptedException {
    List<Item.Segment> segments = new ArrayList<>();
    for (Item item : batch) {
      switch (item) {
        case Item.Segment segment -> segments.add(segment);
        case Item.Finish finish -> {
          write(segments);
          segments.clear();
          finish(finish.run());
        }
        case Item.Task task -> task.work().run();
      }
    }
    write(segments);
  }

  private void finish(Run run) {
    Run.View view = run.view();
    if (!view.isEmpty()) {
      listener.finished(view);
    } else if (view.dropped() > 0) {
      log.warn(
          "recording of {} is over, and nothing of it was kept: {} segments were dropped",
          view.key(),
          view.dropped());
    }
  }

  private void write(List<Item.Segment> segments) throws InterruptedException {
    if (segments.isEmpty()) {
      return;
    }
    long wanted = segments.stream().mapToLong(Item.Segment::bytes).sum();
    String full = retention.makeRoom(wanted);
    if (full != null) {
      tally.full.add(segments.size());
      segments.forEach(segment -> segment.run().lost());
      trouble(full);
      return;
    }
    List<Item.Segment> written = new ArrayList<>();
    List<StoredSegment> entries = new ArrayList<>();
    Set<Path> folders = new HashSet<>();
    for (Item.Segment segment : segments) {
      StoredSegment entry = entry(segment);
      try {
        writing.add(files.file(entry));
        write(segment.cut(), entry);
        folders.add(files.day(entry));
        written.add(segment);
        entries.add(entry);
      } catch (IOException refused) {
        lost(segment, "the disk does not take it: " + words(refused));
      }
    }
    try {
      files.sync(folders);
      index.add(entries).get();
    } catch (IOException | ExecutionException refused) {
      String why = "the index does not take it: " + words(refused);
      written.forEach(segment -> lost(segment, why));
      entries.forEach(this::discard);
      return;
    } finally {
      writing.clear();
    }
    for (int i = 0; i < entries.size(); i++) {
      acknowledge(written.get(i).run(), entries.get(i));
    }
    if (written.size() == segments.size() && problem != null) {
      log.info("recordings are kept again");
      problem = null;
    }
  }

  private static StoredSegment entry(Item.Segment segment) {
    CutSegment cut = segment.cut();
    Run run = segment.run();
    Bytes init = cut.init();
    SegmentName name =
        new SegmentName(
            cut.start().truncatedTo(ChronoUnit.MILLIS),
            segment.number(),
            Math.max(1, cut.duration().nanos() / 1_000),
            segment.gap() || cut.discontinuity(),
            init == null ? "" : SegmentFiles.fingerprint(init),
            init == null ? Container.TS : Container.FMP4);
    StoredSegment.Format format = new StoredSegment.Format(cut.codecs(), cut.width(), cut.height());
    return new StoredSegment(0, run.key(), name, cut.bytes(), format, "");
  }

  private void write(CutSegment cut, StoredSegment entry) throws IOException {
    Bytes init = cut.init();
    if (init != null) {
      Path initFile = files.folder(entry.key()).resolve(entry.name().initPath());
      if (SegmentFiles.size(initFile) != init.length()) {
        files.write(initFile, List.of(init));
      }
    }
    files.write(files.file(entry), cut.content());
  }

  private void acknowledge(Run run, StoredSegment entry) {
    tally.segments.increment();
    tally.bytes.add(entry.bytes());
    run.stored(entry.start(), entry.end(), entry.name().path(), entry.bytes());
    listener.stored(run, entry);
  }

  private void lost(Item.Segment segment, String why) {
    tally.failed.increment();
    segment.run().lost();
    trouble(why);
  }

  /// Of what nobody knows: else it would be found as lost and found at the next start.
  private void discard(StoredSegment entry) {
    try {
      Files.deleteIfExists(files.file(entry));
    } catch (IOException stays) {
      log.debug("{} stays", entry.name().path(), stays);
    }
  }

  private void trouble(String why) {
    if (!why.equals(problem)) {
      log.warn("recordings are not kept: {}", why);
    }
    problem = why;
  }

  private static String words(Exception failure) {
    Throwable cause =
        failure instanceof ExecutionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    return cause.getClass().getSimpleName() + ": " + cause.getMessage();
  }

  @Override
  public void close() {
    closing = true;
    try {
      thread.join(CLOSE_MILLIS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    if (thread.isAlive()) {
      log.warn("recordings that waited are lost: their disk does not answer");
      thread.interrupt();
    }
  }
}
