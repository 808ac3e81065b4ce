package io.tidegate.gateway.recording;

import io.tidegate.gateway.config.Settings;
import io.tidegate.gateway.event.Event.Move;
import io.tidegate.gateway.event.Event.Subject;
import io.tidegate.gateway.route.RecordingSpec;
import io.tidegate.gateway.segment.FinishedRecording;
import io.tidegate.gateway.segment.StoredSegment;
import io.tidegate.gateway.storage.Storage;
import io.tidegate.gateway.store.RecordingIndex;
import io.tidegate.gateway.store.StoreException;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.Loops;
import io.tidegate.media.hub.StreamHub;
import io.tidegate.media.hub.StreamObserver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Records the streams whose routes say so, and knows what is recorded. Any thread.
///
/// 1. [#open];
/// 2. `StreamRegistry.observe(recordings)` before the first publisher;
/// 3. [#start], once somebody hears what happens;
/// 4. [#close], after the streams have ended.
public final class Recordings implements StreamObserver, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Recordings.class);

  private static final String INDEX = "recordings.db";

  /// A disk that is behind by so much is slow.
  private static final Duration SLOW = Duration.ofSeconds(10);

  /// For a disk that was not mounted at the start.
  private static final Duration LOOKS_AGAIN = Duration.ofSeconds(1);

  private final RecordingIndex index;
  private final SegmentFiles files;
  private final WriteQueue queue;
  private final SegmentWriter writer;
  private final Retention retention;
  private final RecordedContents contents;

  /// Null where nothing goes elsewhere.
  private final @Nullable StoredElsewhere elsewhere;

  private final RecordingTally tally = new RecordingTally();
  private final RecordingClock clock;
  private final StreamRecorder.Parts parts;
  private final Map<StreamKey, StreamRecorder> recorders = new ConcurrentHashMap<>();
  private final Thread check;

  /// Why the disk is not taken for that of recordings, as the start has found it.
  private volatile @Nullable String away;

  private volatile BiConsumer<Subject, Move> journal = (_, _) -> {};
  private volatile Consumer<FinishedRecording> told = _ -> {};

  private Recordings(
      RecordingIndex index,
      Settings.Recording settings,
      Loops loops,
      Function<StreamKey, @Nullable RecordingSpec> specs,
      RecordingClock clock,
      SegmentFiles files,
      @Nullable Elsewhere places) {
    this.index = index;
    this.files = files;
    this.clock = clock;
    this.queue = new WriteQueue(settings.queue(), clock.nanoTime());
    this.elsewhere =
        places == null
            ? null
            : new StoredElsewhere(places.storage(), places.profiles(), files, index, tally);
    this.contents = new RecordedContents(files, elsewhere);
    Retention.Limits limits = Retention.Limits.of(settings);
    this.retention = new Retention(index, files, limits, specs, clock.now(), tally, elsewhere);
    this.writer = new SegmentWriter(queue, files, index, retention, tally, new Heard());
    this.parts = new StreamRecorder.Parts(loops, clock, queue, tally, specs);
    this.check = Thread.ofPlatform().name("recording-check").daemon().unstarted(this::check);
  }

  /// What is recorded at this moment.
  ///
  /// @param since when it was begun
  /// @param dropped segments that were not kept
  public record Active(
      StreamKey key, RecordingSpec spec, Instant since, long segments, long bytes, long dropped) {}

  /// Where recordings go beside the disk.
  ///
  /// @param profiles the name of the profile of a stream, empty for none; never blocks
  public record Elsewhere(Storage storage, Function<StreamKey, String> profiles) {}

  /// @param dataDir where the index is
  /// @param specs how a stream is recorded, null for not at all; never blocks
  public static Recordings open(
      Settings.Recording settings,
      Path dataDir,
      Loops loops,
      Function<StreamKey, @Nullable RecordingSpec> specs,
      Elsewhere elsewhere)
      throws StoreException {
    SegmentFiles files =
        new SegmentFiles(
            settings.folder(),
            settings.sync(),
            folder -> Files.getFileStore(folder).getUsableSpace());
    RecordingIndex index = RecordingIndex.open(dataDir.resolve(INDEX));
    return new Recordings(index, settings, loops, specs, RecordingClock.SYSTEM, files, elsewhere);
  }

  /// @param elsewhere null for this disk alone
  static Recordings open(
      Settings.Recording settings,
      Path dataDir,
      Loops loops,
      Function<StreamKey, @Nullable RecordingSpec> specs,
      RecordingClock clock,
      SegmentFiles files,
      @Nullable Elsewhere elsewhere)
      throws StoreException {
    RecordingIndex index = RecordingIndex.open(dataDir.resolve(INDEX));
    return new Recordings(index, settings, loops, specs, clock, files, elsewhere);
  }

  /// @param notes takes down what happens
  /// @param finished hears of each recording that is complete; never blocks
  public void start(BiConsumer<Subject, Move> notes, Consumer<FinishedRecording> finished) {
    journal = notes;
    told = finished;
    check.start();
    if (elsewhere != null) {
      elsewhere.start();
    }
    writer.start();
  }

  @Override
  public void opened(StreamHub hub) {
    StreamRecorder recorder =
        new StreamRecorder(hub, parts, gone -> recorders.remove(gone.key(), gone));
    recorders.put(hub.key(), recorder);
    recorder.start();
  }

  /// The route of a live stream may say something else. On the hub's loop.
  public void reconsider(StreamHub hub) {
    StreamRecorder recorder = recorders.get(hub.key());
    if (recorder != null) {
      recorder.look();
    }
  }

  /// What is recorded now, by key.
  public Map<StreamKey, Active> active() {
    Map<StreamKey, Active> active = new TreeMap<>();
    for (StreamRecorder recorder : List.copyOf(recorders.values())) {
      Run.View run = recorder.view();
      if (run != null) {
        active.put(
            run.key(),
            new Active(
                run.key(), run.spec(), run.since(), run.segments(), run.bytes(), run.dropped()));
      }
    }
    return active;
  }

  /// What streams have.
  public CompletableFuture<List<RecordingIndex.Totals>> totals() {
    return index.totals();
  }

  /// The same of one stream.
  public CompletableFuture<List<RecordingIndex.Totals>> totals(StreamKey key) {
    return index.totals(key);
  }

  /// Segments that overlap a time, as the index has them.
  public CompletableFuture<List<StoredSegment>> find(
      StreamKey key, Instant from, Instant to, int most) {
    return index.find(key, from, to, most);
  }

  /// Those of `segments` that lie where they should; the others are forgotten. Blocks.
  public List<StoredSegment> present(List<StoredSegment> segments) throws IOException {
    List<StoredSegment> present = new ArrayList<>(segments.size());
    List<StoredSegment> lost = new ArrayList<>();
    for (StoredSegment one : segments) {
      boolean isPresent = !one.storage().isEmpty() || files.isWhole(one);
      (isPresent ? present : lost).add(one);
    }
    if (!lost.isEmpty() && !files.isThere()) {
      log.warn("{} is not there: is its disk mounted?", files.root());
    } else if (!lost.isEmpty()) {
      tally.missing.add(lost.size());
      log.warn(
          "{}: {} recorded segments are not on the disk as they were written",
          lost.getFirst().key(),
          lost.size());
      CompletableFuture<Boolean> _ = index.forget(lost);
    }
    return present;
  }

  /// A segment or init section, null where there is none. Blocks.
  ///
  /// @param path below the folder of the stream
  public @Nullable RecordedContent content(StreamKey key, String path) throws IOException {
    return contents.find(key, path);
  }

  /// Deletes the segments that begin from `from` on and before `to`; those of a stream that runs
  /// come again.
  public CompletableFuture<Retention.Deleted> delete(
      StreamKey key, Instant from, Instant to, String who) {
    return retention
        .delete(queue, key, from, to)
        .thenApply(deleted -> {
          journal.accept(
              Subject.of("recording", key.toString()),
              new Move(
                  "stored",
                  "deleted",
                  who,
                  deleted.segments()
                      + " segments from "
                      + VodPlaylist.time(from)
                      + " to "
                      + VodPlaylist.time(to)));
          return deleted;
        });
  }

  /// Bytes of the disk that this process may still write. Blocks.
  public long usableBytes() throws IOException {
    return files.usableBytes();
  }

  public Path folder() {
    return files.root();
  }

  public RecordingTally tally() {
    return tally;
  }

  /// Bytes that wait to be written.
  public long waitingBytes() {
    return queue.bytes();
  }

  /// For how long nothing was written that waits.
  public Duration behind() {
    return queue.behind();
  }

  /// The wall clock that recordings are named by.
  public Instant now() {
    return clock.now().instant();
  }

  /// Why recordings are not kept, or soon will not be; null while all is well.
  public @Nullable String problem() {
    String lost = writer.problem();
    if (lost != null) {
      return lost;
    }
    String broken =
        recorders.values().stream()
            .map(StreamRecorder::problem)
            .filter(Objects::nonNull)
            .findFirst()
            .orElse(null);
    if (broken != null || away != null) {
      return broken != null ? broken : away;
    }
    Duration behind = queue.behind();
    return behind.compareTo(SLOW) > 0
        ? "the disk is slow: it has taken nothing for " + behind.toSeconds() + " s"
        : index.problem();
  }

  private void check() {
    Instant started = clock.now().instant();
    try {
      awaitDisk();
      new IndexCheck(index, files, tally, started, writer::isWriting).run();
      if (elsewhere != null) {
        elsewhere.wake();
      }
    } catch (IOException | ExecutionException unable) {
      log.warn("recordings were not compared with their index: {}", unable.getMessage());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /// Its disk may be mounted later.
  private void awaitDisk() throws IOException, ExecutionException, InterruptedException {
    RecordingDisk disk = new RecordingDisk(files, index);
    String refusal = disk.refusal();
    if (refusal != null) {
      log.warn("recordings: {}", refusal);
    }
    while (refusal != null) {
      away = refusal;
      Thread.sleep(LOOKS_AGAIN);
      refusal = disk.refusal();
    }
    away = null;
  }

  @Override
  public void close() {
    check.interrupt();
    List.copyOf(recorders.values()).forEach(StreamRecorder::finish);
    writer.close();
    if (elsewhere != null) {
      elsewhere.close();
    }
    index.close();
  }

  /// On the writer's thread.
  private final class Heard implements SegmentWriter.Listener {
    @Override
    public void stored(Run run, StoredSegment segment) {
      if (elsewhere != null) {
        elsewhere.bring(segment);
      }
    }

    @Override
    public void finished(Run.View run) {
      StreamKey key = run.key();
      String detail =
          "%s to %s, %d segments, %d bytes"
              .formatted(
                  VodPlaylist.time(run.from()),
                  VodPlaylist.time(run.to()),
                  run.segments(),
                  run.bytes());
      log.info("recording of {} finished: {}", key, detail);
      journal.accept(
          Subject.of("recording", key.toString()), new Move("recording", "finished", "", detail));
      told.accept(
          new FinishedRecording(
              key,
              clock.now().instant(),
              run.from(),
              run.to(),
              files.folder(key),
              run.first(),
              run.segments(),
              run.bytes()));
    }
  }
}
