package io.tidegate.gateway.snapshot;

import io.tidegate.media.Bytes;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.StreamHub;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// Pictures of streams for whoever asks: made once however many ask at the same time, and given
/// again for a while. Any thread.
public final class Snapshots {
  /// What may be asked for; anything else becomes the next one, so that nobody fills the cache with
  /// widths. No more than these of one stream are kept.
  private static final List<Integer> WIDTHS =
      List.of(80, 160, 240, 320, 480, 640, 800, 960, 1_280, 1_600, 1_920, 2_560, 3_840, 7_680);

  /// 64 MB of pictures, which is two minutes of a wall of 200 streams at full size.
  private static final long MOST_BYTES = 64L << 20;

  private static final int MOST_PICTURES = 4_000;

  private static final long TIDY_NANOS = 1_000_000_000;

  /// @param width one of [#WIDTHS], 0 for the picture's own
  private record Slot(StreamKey key, int width) {}

  /// How it came out the last time.
  ///
  /// @param tag of the key frame
  /// @param picture null where there is none for the reason `failure`
  private record Outcome(
      String tag, @Nullable Picture picture, @Nullable SnapshotException failure, long nanos) {
    /// Of the frame itself: not that there was none, or too much to do.
    boolean isRemembered() {
      return failure == null
          || failure.kind() == SnapshotException.Kind.UNDECODABLE
          || failure.kind() == SnapshotException.Kind.NO_VIDEO;
    }
  }

  /// @param running whoever makes one now, null for nobody
  private record Cell(@Nullable Outcome last, @Nullable CompletableFuture<Picture> running) {}

  private final Map<Slot, Cell> cells = new ConcurrentHashMap<>();
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicLong tidied = new AtomicLong();
  private final KeyFrames frames;
  private final Stills stills;
  private final Supplier<SnapshotOptions> options;
  private final SnapshotStats stats;
  private final LongSupplier nanoTime;

  public Snapshots(
      KeyFrames frames,
      Stills stills,
      Supplier<SnapshotOptions> options,
      SnapshotStats stats,
      LongSupplier nanoTime) {
    this.frames = frames;
    this.stills = stills;
    this.options = options;
    this.stats = stats;
    this.nanoTime = nanoTime;
  }

  /// The width that is given to those who ask for `width`; 0 is the picture's own.
  public static int width(int width) {
    if (width == 0) {
      return 0;
    }
    return WIDTHS.stream().filter(one -> one >= width).findFirst().orElse(WIDTHS.getLast());
  }

  /// @param width as [#width] gives it
  /// @param maxAge a picture that was made so long ago will do, even where the settings say less
  /// @return on any thread; fails with a [SnapshotException]
  public CompletableFuture<Picture> picture(StreamHub hub, int width, Duration maxAge) {
    Slot slot = new Slot(hub.key(), width);
    long now = nanoTime.getAsLong();
    long age = Math.max(options.get().cache().toNanos(), maxAge.toNanos());
    CompletableFuture<Picture> mine = new CompletableFuture<>();
    AtomicBoolean isFirst = new AtomicBoolean();
    Cell cell =
        cells.compute(
            slot,
            (_, known) -> {
              Outcome last = known == null ? null : known.last();
              boolean fresh = last != null && now - last.nanos() <= age;
              boolean goesOn = known != null && (known.running() != null || fresh);
              isFirst.set(!goesOn);
              return goesOn ? known : new Cell(last, mine);
            });
    CompletableFuture<Picture> running = cell.running();
    if (isFirst.get()) {
      make(hub, slot, mine, cell.last());
      return mine;
    }
    if (running != null) {
      stats.joined.increment();
      return running;
    }
    stats.cached.increment();
    return told(cell.last());
  }

  /// The last picture of a stream, whether there is one or not; empty when it is not known any
  /// more.
  public Optional<Picture> last(StreamKey key, int width) {
    Cell cell = cells.get(new Slot(key, width));
    Outcome last = cell == null ? null : cell.last();
    return last == null || isTooOld(last) ? Optional.empty() : Optional.ofNullable(last.picture());
  }

  /// Keeps nothing of a stream; what is being made is kept by nobody.
  public void forget(StreamKey key) {
    cells.forEach((slot, cell) -> {
      if (slot.key().equals(key)) {
        forget(slot, cell);
      }
    });
  }

  private static CompletableFuture<Picture> told(@Nullable Outcome outcome) {
    CompletableFuture<Picture> told = new CompletableFuture<>();
    tell(told, outcome);
    return told;
  }

  private static void tell(CompletableFuture<Picture> asker, @Nullable Outcome outcome) {
    if (outcome != null && outcome.picture() != null) {
      asker.complete(outcome.picture());
    } else if (outcome != null && outcome.failure() != null) {
      asker.completeExceptionally(outcome.failure());
    }
  }

  private void make(
      StreamHub hub, Slot slot, CompletableFuture<Picture> asker, @Nullable Outcome before) {
    var _ =
        frames
            .latest(hub)
            .whenComplete((key, none) -> {
              if (key == null) {
                finish(slot, asker, before, failed("", none));
              } else if (before != null && before.tag().equals(key.tag())) {
                stats.unchanged.increment();
                finish(slot, asker, before, again(before));
              } else {
                make(key, slot, asker, before);
              }
            });
  }

  private void make(
      KeyFrame key, Slot slot, CompletableFuture<Picture> asker, @Nullable Outcome before) {
    var _ =
        stills
            .make(key, slot.width(), options.get().quality())
            .whenComplete((jpeg, none) -> {
              Outcome outcome = jpeg == null ? failed(key.tag(), none) : made(key, jpeg);
              finish(slot, asker, before, outcome);
            });
  }

  private Outcome made(KeyFrame key, Bytes jpeg) {
    long now = nanoTime.getAsLong();
    return new Outcome(key.tag(), new Picture(jpeg, key.captured(), key.tag(), now), null, now);
  }

  private Outcome again(Outcome before) {
    long now = nanoTime.getAsLong();
    Picture picture = before.picture();
    return new Outcome(
        before.tag(), picture == null ? null : picture.foundAgain(now), before.failure(), now);
  }

  private Outcome failed(String tag, Throwable none) {
    Throwable cause = none instanceof CompletionException ? none.getCause() : none;
    SnapshotException why =
        cause instanceof SnapshotException known
            ? known
            : new SnapshotException(SnapshotException.Kind.UNDECODABLE, String.valueOf(cause));
    return new Outcome(tag, null, why, nanoTime.getAsLong());
  }

  @SuppressWarnings("ReferenceEquality") // the very one that was running
  private void finish(
      Slot slot, CompletableFuture<Picture> asker, @Nullable Outcome before, Outcome outcome) {
    Outcome kept = outcome.isRemembered() ? outcome : before;
    cells.computeIfPresent(
        slot,
        (_, cell) -> {
          if (cell.running() != asker) {
            return cell; // it was forgotten meanwhile
          }
          bytes.addAndGet(size(kept) - size(before));
          return new Cell(kept, null);
        });
    tidy(outcome.nanos());
    tell(asker, outcome);
  }

  private static long size(@Nullable Outcome outcome) {
    return outcome == null || outcome.picture() == null ? 0 : outcome.picture().jpeg().length();
  }

  /// Lets go of what is too old, and of the oldest where there is too much.
  private void tidy(long now) {
    long before = tidied.get();
    boolean isFull = bytes.get() > MOST_BYTES || cells.size() > MOST_PICTURES;
    if ((isFull || now - before > TIDY_NANOS) && tidied.compareAndSet(before, now)) {
      cells.forEach((slot, cell) -> {
        if (cell.running() == null && (cell.last() == null || isTooOld(cell.last()))) {
          forget(slot, cell);
        }
      });
      while (bytes.get() > MOST_BYTES || cells.size() > MOST_PICTURES) {
        Optional<Map.Entry<Slot, Cell>> oldest =
            cells.entrySet().stream()
                .filter(entry -> entry.getValue().running() == null)
                .min(Comparator.comparingLong(entry -> nanos(entry.getValue())));
        if (oldest.isEmpty()) {
          return;
        }
        forget(oldest.get().getKey(), oldest.get().getValue());
      }
    }
  }

  private static long nanos(Cell cell) {
    return cell.last() == null ? Long.MIN_VALUE : cell.last().nanos();
  }

  private void forget(Slot slot, Cell cell) {
    if (cells.remove(slot, cell)) {
      bytes.addAndGet(-size(cell.last()));
    }
  }

  private boolean isTooOld(Outcome outcome) {
    SnapshotOptions now = options.get();
    long kept = Math.max(now.stale().toNanos(), now.cache().toNanos());
    return nanoTime.getAsLong() - outcome.nanos() > kept;
  }
}
