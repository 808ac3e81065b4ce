package io.tidegate.gateway.still;

import io.tidegate.gateway.config.Settings;
import io.tidegate.gateway.event.Event.Move;
import io.tidegate.gateway.event.Event.Subject;
import io.tidegate.gateway.route.StillSpec;
import io.tidegate.gateway.snapshot.CaptureTime;
import io.tidegate.gateway.snapshot.Picture;
import io.tidegate.gateway.storage.Storage;
import io.tidegate.gateway.store.StoreException;
import io.tidegate.media.Bytes;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.Loops;
import io.tidegate.media.hub.StreamHub;
import io.tidegate.media.hub.StreamObserver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps pictures of the streams whose routes say so, and knows what is kept. Any thread.
///
/// 1. `StreamRegistry.observe(stills)` before the first publisher;
/// 2. [#start];
/// 3. [#close], after the streams have ended.
public final class StoredStills implements StreamObserver, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(StoredStills.class);

  /// After every picture.
  public static final Instant ALWAYS = Instant.parse("9999-12-31T23:59:59.999Z");

  /// How often age, and what is to be brought and deleted elsewhere, are looked at.
  private static final Duration EVERY = Duration.ofSeconds(30);

  /// Rounds look at what came lately, and each hour at all.
  private static final int ROUNDS_OF_ALL = 120;

  /// Pictures that wait for the disk: some megabytes.
  private static final int MOST_WAITING = 64;

  /// Readers at once, and those that wait: each holds a picture.
  private static final int READERS = 4;

  private static final int PORTION = 1_000;
  private static final long CLOSE_SECONDS = 10;

  private final StillFiles files;
  private final Settings.Recording settings;
  private final InstantSource clock;
  private final StillTally tally = new StillTally();
  private final StillTaker.Parts parts;
  private final StillsElsewhere elsewhere;
  private final BiConsumer<Subject, Move> journal;
  private final ThreadPoolExecutor writer = pool("stills", 1);
  private final ThreadPoolExecutor readers = pool("stills-read", READERS);
  private final Semaphore wake = new Semaphore(0);
  private final Thread rounds = Thread.ofPlatform().name("stills-storage").unstarted(this::run);

  /// On the rounds' thread alone.
  private int round;

  private volatile boolean closed;
  private volatile @Nullable String problem;

  /// What a stream's pictures are made and kept by.
  ///
  /// @param specs how they are kept, null for not at all; never blocks
  /// @param pictures makes one of the newest key frame
  public record Source(
      Loops loops,
      Function<StreamKey, @Nullable StillSpec> specs,
      Function<StreamHub, CompletableFuture<Picture>> pictures) {}

  /// Where they go beside the disk.
  ///
  /// @param profiles the name of the profile of a stream, empty for none; never blocks
  public record Elsewhere(Storage storage, Function<StreamKey, String> profiles) {}

  /// A picture that is kept. Immutable.
  ///
  /// @param captured when its key frame came in, to the millisecond
  /// @param isHere whether it lies on this machine's disk, else with a storage profile
  public record Still(Instant captured, long bytes, boolean isHere) {}

  /// What was deleted.
  public record Deleted(long stills, long bytes) {}

  /// @param folder of the gateway's own
  /// @param settings room and age are those of recordings
  /// @param journal takes down who deletes what
  public StoredStills(
      Path folder,
      Settings.Recording settings,
      Source source,
      Elsewhere places,
      BiConsumer<Subject, Move> journal) {
    this(
        new StillFiles(folder, there -> Files.getFileStore(there).getUsableSpace()),
        settings,
        source,
        places,
        journal,
        InstantSource.system());
  }

  StoredStills(
      StillFiles files,
      Settings.Recording settings,
      Source source,
      Elsewhere places,
      BiConsumer<Subject, Move> journal,
      InstantSource clock) {
    this.files = files;
    this.settings = settings;
    this.clock = clock;
    this.journal = journal;
    this.parts =
        new StillTaker.Parts(source.loops(), source.specs(), source.pictures(), tally, this::keep);
    this.elsewhere = new StillsElsewhere(places.storage(), places.profiles(), files, tally);
    rounds.setDaemon(true);
  }

  private static ThreadPoolExecutor pool(String name, int threads) {
    return new ThreadPoolExecutor(
        threads,
        threads,
        0,
        TimeUnit.SECONDS,
        new ArrayBlockingQueue<>(MOST_WAITING),
        work -> Thread.ofPlatform().name(name).daemon().unstarted(work));
  }

  /// From here on what waits is brought, and what is old goes.
  public void start() {
    rounds.start();
  }

  @Override
  public void opened(StreamHub hub) {
    new StillTaker(hub, parts).start();
  }

  private void keep(StreamKey key, Picture picture) {
    try {
      writer.execute(() -> write(key, picture));
    } catch (RejectedExecutionException full) {
      tally.behind.increment();
      trouble("the disk is slow: " + MOST_WAITING + " wait for it");
    }
  }

  /// On the writer's thread.
  private void write(StreamKey key, Picture picture) {
    try {
      Bytes jpeg = picture.jpeg();
      long spared = settings.keepFree().bytes() / 2;
      if (files.usableBytes() - jpeg.length() < spared) {
        tally.full.increment();
        trouble("the disk is full: pictures leave half of " + settings.keepFree() + " free");
        return;
      }
      StillName name =
          new StillName(picture.captured().truncatedTo(ChronoUnit.MILLIS), jpeg.length(), true);
      files.write(key, name, jpeg);
      tally.stored.increment();
      tally.bytes.add(jpeg.length());
      problem = null;
      elsewhere.bring(key, name);
    } catch (IOException | RuntimeException refused) {
      tally.failed.increment();
      trouble("the disk does not take them: " + refused);
    }
  }

  private void trouble(String why) {
    if (!why.equals(problem)) {
      log.warn("pictures are not kept: {}", why);
    }
    problem = why;
  }

  /// Pictures from `from` on and before `to`, the oldest first. Fails with a [StoreException] where
  /// too much is asked for at once.
  public CompletableFuture<List<Still>> list(StreamKey key, Instant from, Instant to, int most) {
    return read(() ->
        files.list(key, from, to, most).stream()
            .map(one -> new Still(one.captured(), one.bytes(), one.isHere()))
            .toList());
  }

  /// The picture that was taken then.
  ///
  /// @return fails with a [StoreException] where there is none, or it cannot be read
  public CompletableFuture<Bytes> picture(StreamKey key, Instant captured) {
    return read(() -> {
      StillName name = files.find(key, captured);
      Bytes found = name == null ? null : content(key, name);
      if (found == null) {
        throw StoreException.absent("no picture of " + CaptureTime.text(captured) + " is kept");
      }
      return found;
    });
  }

  private @Nullable Bytes content(StreamKey key, StillName name)
      throws IOException, InterruptedException {
    if (name.isHere()) {
      try {
        return Bytes.wrap(Files.readAllBytes(files.file(key, name)));
      } catch (NoSuchFileException gone) {
        log.debug("{} goes elsewhere at this moment", name.path(), gone);
      }
    }
    return elsewhere.read(key, name);
  }

  /// Deletes the pictures from `from` on and before `to`, wherever they lie.
  public CompletableFuture<Deleted> delete(StreamKey key, Instant from, Instant to, String who) {
    return read(() -> {
      Deleted deleted = delete(key, from, to);
      String range = "%d pictures from %s to %s".formatted(deleted.stills(), from, to);
      journal.accept(
          Subject.of("still", key.toString()), new Move("stored", "deleted", who, range));
      wake.release();
      return deleted;
    });
  }

  private Deleted delete(StreamKey key, Instant from, Instant to) throws IOException {
    long stills = 0;
    long bytes = 0;
    List<StillName> found = List.of();
    do {
      Instant first = found.isEmpty() ? from : found.getLast().captured();
      found = files.list(key, first, to, PORTION);
      for (StillName name : found) {
        if (files.delete(key, name)) {
          stills++;
          bytes += name.bytes();
        }
      }
    } while (found.size() == PORTION);
    if (stills > 0) {
      tally.deleted.add(stills);
      // today and yesterday may be written to
      files.prune(key, clock.instant().minus(Duration.ofDays(1)));
    }
    return new Deleted(stills, bytes);
  }

  private <T> CompletableFuture<T> read(Callable<T> work) {
    CompletableFuture<T> result = new CompletableFuture<>();
    try {
      readers.execute(() -> {
        try {
          result.complete(work.call());
        } catch (IOException unreadable) {
          log.warn("kept pictures cannot be read: {}", unreadable.toString());
          result.completeExceptionally(
              StoreException.busy("it cannot be read now: " + unreadable.getMessage()));
        } catch (Exception refused) {
          result.completeExceptionally(refused);
        }
      });
    } catch (RejectedExecutionException full) {
      result.completeExceptionally(StoreException.busy("too many pictures are read at once"));
    }
    return result;
  }

  private void run() {
    try {
      while (!closed) {
        round();
        if (wake.tryAcquire(EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
          wake.drainPermits();
        }
      }
    } catch (InterruptedException _) {
      // closed
    }
  }

  /// Old ones go, what is to go elsewhere goes, what was missed is brought.
  void round() throws InterruptedException {
    try {
      retire();
      elsewhere.deleteDoomed();
      boolean isWhole = round++ % ROUNDS_OF_ALL == 0;
      Instant lately = clock.instant().minus(Duration.ofDays(1));
      elsewhere.bringMissed(isWhole ? Instant.EPOCH : lately);
    } catch (IOException unable) {
      log.warn("kept pictures were not looked through: {}", unable.toString());
    } catch (RuntimeException bug) {
      log.error("a bug in looking through kept pictures; it goes on", bug);
    }
  }

  private void retire() throws IOException {
    Instant now = clock.instant();
    for (StreamKey key : files.streams()) {
      StillSpec spec = parts.specs().apply(key);
      Integer own = spec == null ? null : spec.keepDays();
      int days = own == null ? settings.retainDays() : own;
      if (days > 0) {
        Deleted old = delete(key, Instant.EPOCH, now.minus(Duration.ofDays(days)));
        if (old.stills() > 0) {
          log.info("{}: {} kept pictures are older than {} days and go", key, old.stills(), days);
        }
      }
    }
  }

  public StillTally tally() {
    return tally;
  }

  /// Why pictures are not kept; null while they are.
  public @Nullable String problem() {
    return problem;
  }

  /// What was taken is written.
  @Override
  public void close() {
    closed = true;
    rounds.interrupt();
    readers.shutdownNow();
    writer.shutdown();
    try {
      if (!writer.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
        log.warn("pictures that waited are lost: their disk does not answer");
      }
      rounds.join(CLOSE_SECONDS * 1_000);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
