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

  private final RecordingIndex index;
  private final SegmentFiles files;
  private final Limits limits;
  private final Function<StreamKey, @Nullable RecordingSpec> specs;
  private final InstantSource clock;
  private final RecordingTally tally;

  /// Null where nothing lies elsewhere.
  private final @Nullable StoredElsewhere elsewhere;

  private Instant next = Instant.MIN;

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
    boolean more = false;
    try {
      for (RecordingIndex.Totals totals : index.totals().get()) {
        more |= tend(totals, now);
      }
      more |= shrinkCopies(index.copyBytes().get() - limits.local().size().bytes()) == PORTION;
    } catch (ExecutionException | IOException unable) {
      log.warn("old recordings are not deleted: {}", unable.getMessage());
    }
    next = more ? now : now.plus(EVERY);
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
      delete(old);
      if (old.size() == PORTION) {
        return true;
      }
    }
    Integer kept = spec == null ? null : spec.keepLocalHours();
    Duration hours = Duration.ofHours(kept == null ? limits.local().hours() : kept);
    List<StoredSegment> copies = index.copies(totals.key(), now.minus(hours), PORTION).get();
    deleteHere(copies);
    if (copies.size() == PORTION) {
      return true;
    }
    DataSize most = spec == null ? null : spec.retainSize();
    return most != null && shrink(totals, totals.bytes() - most.bytes());
  }

  private boolean shrink(RecordingIndex.Totals totals, long over)
      throws ExecutionException, InterruptedException, IOException {
    List<StoredSegment> gone = new ArrayList<>();
    long left = over;
    if (left > 0) {
      for (StoredSegment one : index.oldest(totals.key(), RecordingIndex.ALWAYS, PORTION).get()) {
        if (left <= 0) {
          break;
        }
        gone.add(one);
        left -= one.bytes();
      }
    }
    delete(gone);
    return left > 0 && !gone.isEmpty();
  }

  /// Deletes the oldest of what lies elsewhere, too, for so many bytes, if there are.
  ///
  /// @return how many
  private int shrinkCopies(long over) throws ExecutionException, InterruptedException, IOException {
    if (over <= 0) {
      return 0;
    }
    List<StoredSegment> copies = new ArrayList<>();
    long left = over;
    for (StoredSegment one : index.copies(PORTION).get()) {
      if (left <= 0) {
        break;
      }
      copies.add(one);
      left -= one.bytes();
    }
    deleteHere(copies);
    return copies.size();
  }

  /// These lie elsewhere; here they go.
  private void deleteHere(List<StoredSegment> copies)
      throws ExecutionException, InterruptedException, IOException {
    for (StoredSegment one : copies) {
      files.delete(files.file(one));
    }
    if (!copies.isEmpty()) {
      index.gone(copies).get();
    }
  }

  /// Deletes the oldest segments of this disk, first those that lie elsewhere, too, until there is
  /// room for `wanted` bytes.
  ///
  /// @return why there is none, null when there is
  @Nullable
  String makeRoom(long wanted) throws InterruptedException {
    try {
      long missing = wanted + limits.keepFree().bytes() - files.usableBytes();
      while (missing > 0 && shrinkCopies(missing) > 0) {
        missing = wanted + limits.keepFree().bytes() - files.usableBytes();
      }
      while (missing > 0) {
        List<StoredSegment> gone = new ArrayList<>();
        long freed = 0;
        for (StoredSegment one : index.oldestHere(PORTION).get()) {
          if (freed >= missing) {
            break;
          }
          gone.add(one);
          freed += one.bytes();
        }
        if (gone.isEmpty()) {
          return "the disk is full: recording keeps " + limits.keepFree() + " free";
        }
        log.warn("{} segments are deleted, the oldest: the disk is nearly full", gone.size());
        delete(gone);
        missing = wanted + limits.keepFree().bytes() - files.usableBytes();
      }
      return null;
    } catch (ExecutionException | IOException unable) {
      return "room cannot be made: " + unable.getMessage();
    }
  }

  /// Deletes these, wherever they lie.
  void delete(List<StoredSegment> segments)
      throws ExecutionException, InterruptedException, IOException {
    if (segments.isEmpty()) {
      return;
    }
    for (StoredSegment one : segments) {
      files.delete(files.file(one));
    }
    index.remove(segments).get();
    tally.deleted.add(segments.size());
    for (StoredSegment one : segments) {
      sweep(one);
    }
    if (elsewhere != null) {
      elsewhere.wake();
    }
  }

  /// Deletes the init section that nothing needs any more, and a day that is empty.
  private void sweep(StoredSegment gone)
      throws ExecutionException, InterruptedException, IOException {
    Instant day = gone.start().atOffset(ZoneOffset.UTC).truncatedTo(ChronoUnit.DAYS).toInstant();
    Instant tomorrow = day.plus(Duration.ofDays(1));
    String init = gone.name().init();
    if (!init.isEmpty() && index.using(gone.key(), init, day).get().isEmpty()) {
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
            List<StoredSegment> found = index.starting(key, from, to, PORTION).get();
            delete(found);
            long bytes = found.stream().mapToLong(StoredSegment::bytes).sum();
            Deleted now = new Deleted(before.segments() + found.size(), before.bytes() + bytes);
            if (found.size() < PORTION) {
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
