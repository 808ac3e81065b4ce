package io.tidegate.gateway.recording;

import io.tidegate.gateway.config.Settings;
import io.tidegate.gateway.route.RecordingSpec;
import io.tidegate.gateway.segment.StoredSegment;
import io.tidegate.gateway.store.RecordingIndex;
import io.tidegate.media.DataSize;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Which segments go: by age and size of each stream, and for room on the disk. On the writer's
/// thread alone.
///
/// The file goes first, then its row: what is left of a crash in between is a row without a file,
/// which the next start finds. Never more than [#PORTION] at once, so that writing goes on.
public final class Retention {
  private static final Logger log = LoggerFactory.getLogger(Retention.class);

  /// How often age and size are looked at.
  static final Duration EVERY = Duration.ofSeconds(10);

  private static final int PORTION = 200;

  /// Whatever their bytes.
  private static final long ALL = Long.MAX_VALUE;

  /// How often more is deleted at once because the disk gave back less than was deleted.
  private static final int ROUNDS = 3;

  /// So long a disk may take to give back what was deleted.
  private static final Duration AWAITED = Duration.ofMinutes(1);

  private static final String NOT_GIVEN_BACK =
      "the disk is full, and has not given back yet what was deleted";

  private final RecordingIndex index;
  private final SegmentFiles files;
  private final Limits limits;
  private final Function<StreamKey, @Nullable RecordingSpec> specs;
  private final InstantSource clock;
  private final RecordingTally tally;

  /// Null where nothing lies elsewhere.
  private final @Nullable StoredElsewhere elsewhere;

  private Instant next = Instant.MIN;
  private Instant awaitedUntil = Instant.MIN;
  private long awaitedBytes;
  private long usableThen;

  /// @param keepFree bytes of the disk that recording leaves to others
  /// @param days of streams whose route does not say, 0 for no limit
  /// @param local what stays here of what lies elsewhere, too
  record Limits(DataSize keepFree, int days, Settings.LocalCopies local) {
    static Limits of(Settings.Recording settings) {
      return new Limits(settings.keepFree(), settings.retainDays(), settings.local());
    }
  }

  Retention(
      RecordingIndex index,
      SegmentFiles files,
      Limits limits,
      Function<StreamKey, @Nullable RecordingSpec> specs,
      InstantSource clock,
      RecordingTally tally,
      @Nullable StoredElsewhere elsewhere) {
    this.index = index;
    this.files = files;
    this.limits = limits;
    this.specs = specs;
    this.clock = clock;
    this.tally = tally;
    this.elsewhere = elsewhere;
  }

  /// Looks at age and size when it is time; and again soon while there is more to delete.
  void tend() throws InterruptedException {
    Instant now = clock.instant();
    if (now.isBefore(next)) {
      return;
    }
    if (!files.isThere()) {
      next = now.plus(EVERY);
      return;
    }
    boolean more = false;
    try {
      for (RecordingIndex.Totals totals : index.totals().get()) {
        more |= tendOne(totals, now);
      }
      long over = index.copyBytes().get() - limits.local().size().bytes();
      long gone = deleteHere(oldestCopies(over), over);
      more |= gone > 0 && gone < over;
    } catch (ExecutionException unable) {
      log.warn("old recordings are not deleted: {}", unable.getMessage());
    }
    next = more ? now : now.plus(EVERY);
  }

  /// One stream that cannot be tended keeps no other from it.
  private boolean tendOne(RecordingIndex.Totals totals, Instant now) throws InterruptedException {
    try {
      return tend(totals, now);
    } catch (ExecutionException | IOException unable) {
      String app = totals.key().app();
      log.warn("old recordings in {} are not deleted: {}", app, unable.getMessage());
      return false;
    }
  }

  /// Whether there is more to delete.
  private boolean tend(RecordingIndex.Totals totals, Instant now)
      throws ExecutionException, InterruptedException, IOException {
    RecordingSpec spec = specs.apply(totals.key());
    Integer own = spec == null ? null : spec.retainDays();
    int days = own == null ? limits.days() : own;
    if (days > 0) {
      Instant before = now.minus(Duration.ofDays(days));
      List<StoredSegment> old = index.oldest(totals.key(), before, PORTION).get();
      old = old.stream().filter(one -> !one.end().isAfter(before)).toList();
      if (delete(old, ALL) > 0 && old.size() == PORTION) {
        return true;
      }
    }
    Integer kept = spec == null ? null : spec.keepLocalHours();
    Duration hours = Duration.ofHours(kept == null ? limits.local().hours() : kept);
    List<StoredSegment> copies = index.copies(totals.key(), now.minus(hours), PORTION).get();
    if (deleteHere(copies, ALL) > 0 && copies.size() == PORTION) {
      return true;
    }
    DataSize most = spec == null ? null : spec.retainSize();
    return most != null && shrink(totals, totals.bytes() - most.bytes());
  }

  private boolean shrink(RecordingIndex.Totals totals, long over)
      throws ExecutionException, InterruptedException, IOException {
    if (over <= 0) {
      return false;
    }
    long gone = delete(index.oldest(totals.key(), RecordingIndex.ALWAYS, PORTION).get(), over);
    return gone > 0 && gone < over;
  }

  /// The oldest of what lies elsewhere, too, if so many bytes are to go.
  private List<StoredSegment> oldestCopies(long bytes)
      throws ExecutionException, InterruptedException {
    return bytes <= 0 ? List.of() : index.copies(PORTION).get();
  }

  private static long bytes(List<StoredSegment> segments) {
    return segments.stream().mapToLong(StoredSegment::bytes).sum();
  }

  /// These lie elsewhere; here they go, until `enough` bytes are gone.
  ///
  /// @return the bytes that went
  private long deleteHere(List<StoredSegment> copies, long enough)
      throws ExecutionException, InterruptedException {
    List<StoredSegment> gone = deleteFiles(copies, enough);
    if (!gone.isEmpty()) {
      index.gone(gone).get();
    }
    return bytes(gone);
  }

  /// One file that cannot be deleted keeps no other here: the next ones go instead, until `enough`
  /// bytes are gone.
  ///
  /// @return those whose files are gone
  private List<StoredSegment> deleteFiles(List<StoredSegment> segments, long enough) {
    List<StoredSegment> gone = new ArrayList<>();
    List<IOException> stay = new ArrayList<>();
    long left = enough;
    for (StoredSegment one : segments) {
      if (left <= 0) {
        break;
      }
      try {
        files.delete(files.file(one));
        gone.add(one);
        left -= one.bytes();
      } catch (IOException stays) {
        stay.add(stays);
      }
    }
    if (!stay.isEmpty()) {
      String first = stay.getFirst().toString();
      log.warn("{} recorded files cannot be deleted, the first: {}", stay.size(), first);
    }
    return gone;
  }

  /// Deletes the oldest segments of this disk, first those that lie elsewhere, too, until as many
  /// bytes are gone as are missing for `wanted`. A disk may give them back late, or somebody else
  /// may take them: then nothing more is deleted for [#AWAITED]. One that gives back most of them
  /// is asked again, [#ROUNDS] times at most.
  ///
  /// @return why there is none, or no disk; null when there is
  @Nullable
  String makeRoom(long wanted) throws InterruptedException {
    try {
      String refusal = new RecordingDisk(files, index).refusal();
      if (refusal != null) {
        return refusal;
      }
      long needed = wanted + limits.keepFree().bytes();
      boolean isAll = false;
      for (int round = 0; round <= ROUNDS; round++) {
        long usable = files.usableBytes();
        if (usable >= needed) {
          awaitedUntil = Instant.MIN;
          return null;
        }
        if (isAll) {
          return "the disk is full: recording keeps " + limits.keepFree() + " free";
        }
        Instant now = clock.instant();
        if (now.isBefore(awaitedUntil) && usable - usableThen < awaitedBytes / 2) {
          return NOT_GIVEN_BACK;
        }
        if (round < ROUNDS) {
          usableThen = usable;
          awaitedBytes = deleteOldest(needed - usable);
          awaitedUntil = awaitedBytes > 0 ? now.plus(AWAITED) : Instant.MIN;
          isAll = awaitedBytes < needed - usable;
        }
      }
      return NOT_GIVEN_BACK;
    } catch (ExecutionException | IOException unable) {
      return "room cannot be made: " + unable.getMessage();
    }
  }

  /// @return bytes that went, at least so many if there are
  private long deleteOldest(long bytes)
      throws ExecutionException, InterruptedException, IOException {
    long gone = 0;
    long last = -1;
    while (gone < bytes && last != 0) {
      last = deleteHere(oldestCopies(bytes - gone), bytes - gone);
      gone += last;
    }
    last = -1;
    long before = tally.deleted();
    while (gone < bytes && last != 0) {
      last = delete(index.oldestHere(PORTION).get(), bytes - gone);
      gone += last;
    }
    long segments = tally.deleted() - before;
    if (segments > 0) {
      log.warn("{} segments were deleted, the oldest: the disk is nearly full", segments);
    }
    return gone;
  }

  /// Deletes these, wherever they lie, until `enough` bytes are gone.
  ///
  /// @return the bytes that went
  private long delete(List<StoredSegment> segments, long enough)
      throws ExecutionException, InterruptedException, IOException {
    List<StoredSegment> gone = deleteFiles(segments, enough);
    if (gone.isEmpty()) {
      return 0;
    }
    index.remove(gone).get();
    tally.deleted.add(gone.size());
    for (StoredSegment one : gone) {
      sweep(one);
    }
    if (elsewhere != null) {
      elsewhere.wake();
    }
    return bytes(gone);
  }

  /// Deletes the init section that nothing needs any more, and a day that is empty.
  private void sweep(StoredSegment gone)
      throws ExecutionException, InterruptedException, IOException {
    Instant day = gone.start().atOffset(ZoneOffset.UTC).truncatedTo(ChronoUnit.DAYS).toInstant();
    Instant tomorrow = day.plus(Duration.ofDays(1));
    String init = gone.name().init();
    boolean isUsed =
        init.isEmpty()
            || !index.using(gone.key(), init, day).get().isEmpty()
            || files.isUsed(files.day(gone), init);
    if (!isUsed) {
      files.delete(files.folder(gone.key()).resolve(gone.name().initPath()));
      if (elsewhere != null && !gone.storage().isEmpty()) {
        elsewhere.dropInit(gone);
      }
    }
    boolean isEmpty =
        index.starting(gone.key(), day, tomorrow, 1).get().isEmpty()
            && tomorrow.isBefore(clock.instant());
    if (isEmpty) {
      files.clear(files.folder(gone.key()).resolve(gone.name().day()));
    }
  }

  /// Deletes what lies wholly between `from` and `to`, or begins there, in portions.
  ///
  /// @return how many, and their bytes
  CompletableFuture<Deleted> delete(WriteQueue queue, StreamKey key, Instant from, Instant to) {
    CompletableFuture<Deleted> result = new CompletableFuture<>();
    portion(queue, key, from, to, new Deleted(0, 0), result);
    return result;
  }

  /// What was deleted.
  public record Deleted(long segments, long bytes) {}

  private void portion(
      WriteQueue queue,
      StreamKey key,
      Instant from,
      Instant to,
      Deleted before,
      CompletableFuture<Deleted> result) {
    queue.offer(
        new WriteQueue.Item.Task(() -> {
          try {
            if (!files.isThere()) {
              throw new IOException("the disk of recordings is not mounted");
            }
            List<StoredSegment> found = index.starting(key, from, to, PORTION).get();
            long segments = tally.deleted();
            long bytes = delete(found, ALL);
            segments = tally.deleted() - segments;
            Deleted now = new Deleted(before.segments() + segments, before.bytes() + bytes);
            if (found.size() < PORTION || bytes == 0) {
              result.complete(now);
            } else {
              portion(queue, key, from, to, now, result);
            }
          } catch (ExecutionException | IOException unable) {
            result.completeExceptionally(unable);
          } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            result.completeExceptionally(stopped);
          }
        }));
  }
}
