package io.tidegate.gateway.recording;

import io.tidegate.gateway.segment.SegmentName;
import io.tidegate.gateway.segment.StoredSegment;
import io.tidegate.gateway.storage.ObjectPath;
import io.tidegate.gateway.storage.QueuedUpload;
import io.tidegate.gateway.storage.Storage;
import io.tidegate.gateway.storage.StorageBackend.Receipt;
import io.tidegate.gateway.storage.StorageException;
import io.tidegate.gateway.storage.StorageException.Kind;
import io.tidegate.gateway.storage.StoragePlace;
import io.tidegate.gateway.storage.StorageProfile;
import io.tidegate.gateway.storage.Upload;
import io.tidegate.gateway.storage.UploadListener;
import io.tidegate.gateway.store.RecordingIndex;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Segments that go to a storage profile: brought there by its queue, noted in the index once what
/// lies there was compared, played from there, and deleted there. Any thread.
///
/// What was not queued (a crash in between, a full queue, a profile that came later) is queued by
/// rounds, on a thread of its own, which deletes there, too.
///
/// 1. [#start];
/// 2. everything else;
/// 3. [#close].
final class StoredElsewhere implements UploadListener, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(StoredElsewhere.class);

  /// As uploads know us, and paths say `{kind}`.
  static final String OWNER = "recording";

  private static final Duration EVERY = Duration.ofSeconds(10);
  private static final long CLOSE_MILLIS = 5_000;

  /// Rounds add while fewer wait: what is recorded now finds room.
  private static final int BACKLOG = 100;

  private final Storage storage;
  private final Function<StreamKey, String> profiles;
  private final SegmentFiles files;
  private final RecordingIndex index;
  private final RecordingTally tally;

  /// Files on their way that this process has queued.
  private final Set<Path> bringing = ConcurrentHashMap.newKeySet();

  /// The init section that was brought last, of each stream.
  private final Map<StreamKey, ObjectPath> inits = new ConcurrentHashMap<>();

  private final Semaphore wake = new Semaphore(0);
  private final Thread rounds;
  private volatile boolean closed;

  /// @param profiles the name of the profile of a stream, empty for none; never blocks
  StoredElsewhere(
      Storage storage,
      Function<StreamKey, String> profiles,
      SegmentFiles files,
      RecordingIndex index,
      RecordingTally tally) {
    this.storage = storage;
    this.profiles = profiles;
    this.files = files;
    this.index = index;
    this.tally = tally;
    this.rounds = Thread.ofPlatform().name("recording-storage").daemon().unstarted(this::run);
    storage.observe(OWNER, this);
  }

  void start() {
    rounds.start();
  }

  /// Something is to be deleted there.
  void wake() {
    wake.release();
  }

  /// Queues a segment that is stored here, if its stream has a profile.
  void bring(StoredSegment segment) {
    String name = profiles.apply(segment.key());
    if (!name.isEmpty()) {
      storage.find(name).ifPresent(profile -> bring(profile, segment));
    }
  }

  private void bring(StorageProfile profile, StoredSegment segment) {
    Path file = files.file(segment).toAbsolutePath();
    if (!bringing.add(file)) {
      return;
    }
    try {
      ObjectPath path = SegmentPlace.path(profile, segment);
      if (profile.place(path).filter(file::equals).isPresent()) {
        bringing.remove(file);
        return;
      }
      bringInit(profile, segment);
      var _ =
          profile
              .store(path, file, OWNER, false)
              .whenComplete((_, refused) -> {
                if (refused != null) {
                  bringing.remove(file);
                  log.debug("{} stays here for now", file, refused);
                }
              });
    } catch (IllegalArgumentException noPath) {
      bringing.remove(file);
      log.warn("{} stays here: {}", file, noPath.getMessage());
    }
  }

  private void bringInit(StorageProfile profile, StoredSegment segment) {
    StreamKey key = segment.key();
    if (segment.name().init().isEmpty()) {
      return;
    }
    ObjectPath path = SegmentPlace.init(profile, segment);
    if (path.equals(inits.put(key, path))) {
      return;
    }
    var _ = index.deleted(StoragePlace.text(profile.name(), path)); // it is needed again
    Path file = files.folder(key).resolve(segment.name().initPath());
    var _ =
        profile
            .store(path, file, OWNER, false)
            .whenComplete((_, refused) -> {
              if (refused != null) {
                inits.remove(key, path);
              }
            });
  }

  /// Of an init section nothing has to be noted.
  @Override
  public void stored(Upload upload, Receipt receipt) throws StorageException {
    SegmentOfFile of = SegmentOfFile.parse(files.root(), upload.file());
    if (of == null) {
      return;
    }
    String place = StoragePlace.text(upload.profile(), upload.path());
    try {
      List<StoredSegment> known = index.find(of.key(), of.name()).get();
      for (StoredSegment segment : known) {
        index.moved(segment.id(), place).get();
        if (!segment.storage().isEmpty() && !segment.storage().equals(place)) {
          index.doom(List.of(segment.storage())).get();
        }
      }
      if (known.isEmpty()) {
        // it was deleted while it was on its way
        index.doom(List.of(place)).get();
        wake();
      } else {
        tally.brought.increment();
      }
    } catch (ExecutionException unknown) {
      throw new StorageException(Kind.FAILED, "the index does not take it", unknown);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new StorageException(Kind.FAILED, "the server is stopping", stopped);
    }
    bringing.remove(upload.file());
  }

  /// Retention and callers delete what waits. Of a folder that is not there at all, or a segment
  /// that the index has here, nothing was deleted.
  @Override
  public Absence absence(Upload upload) throws StorageException {
    if (!files.isThere()) {
      return Absence.AWAITED;
    }
    SegmentOfFile of = SegmentOfFile.parse(files.root(), upload.file());
    if (of == null) {
      return Absence.DELETED; // init sections go with the last segment of their day
    }
    try {
      boolean isHere =
          index.find(of.key(), of.name()).get().stream().anyMatch(one -> one.storage().isEmpty());
      return isHere ? Absence.AWAITED : Absence.DELETED;
    } catch (ExecutionException unknown) {
      throw new StorageException(Kind.FAILED, "the index cannot be read", unknown);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new StorageException(Kind.FAILED, "the server is stopping", stopped);
    }
  }

  @Override
  public void lost(Upload upload, String reason) {
    bringing.remove(upload.file());
    log.debug("{} is not in storage {}: {}", upload.file(), upload.profile(), reason);
  }

  /// A segment or init section that lies elsewhere, null where there is none. Blocks.
  @Nullable
  RecordedContent content(StreamKey key, String path) throws IOException {
    SegmentName name = SegmentName.parse(path);
    List<StoredSegment> found =
        done(name != null ? index.find(key, name) : index.using(key, initOf(path), dayOf(path)));
    StoredSegment segment =
        found.stream().filter(one -> !one.storage().isEmpty()).findFirst().orElse(null);
    if (segment == null) {
      return null;
    }
    StoragePlace place = StoragePlace.parse(segment.storage());
    StorageProfile profile =
        storage
            .find(place.profile())
            .orElseThrow(
                () -> new IOException("no storage profile " + place.profile() + " is there"));
    if (name != null) {
      return new There(profile, place.path(), segment.bytes());
    }
    ObjectPath init = SegmentPlace.init(profile, segment);
    try {
      Optional<Receipt> there = profile.find(init);
      return there.map(one -> new There(profile, init, one.bytes())).orElse(null);
    } catch (StorageException unreadable) {
      throw new IOException(unreadable.getMessage(), unreadable);
    } catch (InterruptedException stopped) {
      throw interrupted();
    }
  }

  private static String initOf(String path) {
    return path.replaceFirst(".*/init-", "").replaceFirst("\\.mp4$", "");
  }

  private static Instant dayOf(String path) throws IOException {
    try {
      return Instant.parse(path.substring(0, 10).replace('/', '-') + "T00:00:00Z");
    } catch (DateTimeException noDay) {
      throw new IOException("no day", noDay);
    }
  }

  private static <T> T done(Future<T> asked) throws IOException {
    try {
      return asked.get();
    } catch (ExecutionException unreadable) {
      throw new IOException("the index cannot be read", unreadable);
    } catch (InterruptedException stopped) {
      throw interrupted();
    }
  }

  private static InterruptedIOException interrupted() {
    Thread.currentThread().interrupt();
    return new InterruptedIOException("stopped");
  }

  private record There(StorageProfile profile, ObjectPath path, long length)
      implements RecordedContent {
    @Override
    public InputStream open(long from, long count) throws IOException {
      try {
        return profile.open(path, from, count).stream();
      } catch (StorageException unreadable) {
        throw new IOException(unreadable.getMessage(), unreadable);
      } catch (InterruptedException stopped) {
        throw interrupted();
      }
    }
  }

  /// An init section that no segment needs any more goes there, too.
  void dropInit(StoredSegment gone) {
    StoragePlace place = StoragePlace.parse(gone.storage());
    storage
        .find(place.profile())
        .ifPresent(profile -> {
          inits.remove(gone.key());
          ObjectPath init = SegmentPlace.init(profile, gone);
          var _ = index.doom(List.of(StoragePlace.text(profile.name(), init)));
        });
  }

  private void run() {
    while (!closed) {
      try {
        for (StorageProfile profile : storage.all()) {
          delete(profile);
        }
        bringMissed();
      } catch (IOException unable) {
        log.warn("recordings and their storage were not compared: {}", unable.getMessage());
      } catch (RuntimeException bug) {
        log.error("a bug in the storage of recordings; it goes on", bug);
      }
      try {
        if (wake.tryAcquire(EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
          wake.drainPermits();
        }
      } catch (InterruptedException _) {
        return;
      }
    }
  }

  /// Deletes what is to go from a profile, until it refuses.
  private void delete(StorageProfile profile) throws IOException {
    List<String> places = done(index.doomed(profile.name(), BACKLOG));
    while (!places.isEmpty() && !closed) {
      for (String place : places) {
        try {
          profile.delete(StoragePlace.parse(place).path());
        } catch (StorageException stays) {
          log.warn("{} is not deleted yet: {}", place, stays.getMessage());
          return;
        } catch (InterruptedException stopped) {
          throw interrupted();
        }
        boolean _ = done(index.deleted(place));
      }
      places = done(index.doomed(profile.name(), BACKLOG));
    }
  }

  /// Queues what lies here alone and has a profile.
  private void bringMissed() throws IOException {
    for (RecordingIndex.Totals stream : done(index.totals())) {
      String name = profiles.apply(stream.key());
      StorageProfile profile = name.isEmpty() ? null : storage.find(name).orElse(null);
      if (profile != null) {
        bringMissed(profile, stream.key());
      }
    }
  }

  private void bringMissed(StorageProfile profile, StreamKey key) throws IOException {
    List<QueuedUpload> waiting = done(storage.waiting(profile.name(), 0, BACKLOG));
    if (waiting.size() >= BACKLOG) {
      return;
    }
    Set<Path> queued = new HashSet<>();
    waiting.forEach(one -> queued.add(one.upload().file()));
    for (StoredSegment segment : done(index.here(key, BACKLOG))) {
      Path file = files.file(segment).toAbsolutePath();
      if (!queued.contains(file) && Files.exists(file)) {
        bring(profile, segment);
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    rounds.interrupt();
    try {
      rounds.join(CLOSE_MILLIS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
