package io.tidegate.gateway.still;

import io.tidegate.gateway.storage.ObjectPath;
import io.tidegate.gateway.storage.QueuedUpload;
import io.tidegate.gateway.storage.Storage;
import io.tidegate.gateway.storage.StorageBackend;
import io.tidegate.gateway.storage.StorageBackend.Receipt;
import io.tidegate.gateway.storage.StorageException;
import io.tidegate.gateway.storage.StorageException.Kind;
import io.tidegate.gateway.storage.StoragePlace;
import io.tidegate.gateway.storage.StorageProfile;
import io.tidegate.gateway.storage.Upload;
import io.tidegate.gateway.storage.UploadListener;
import io.tidegate.media.Bytes;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Pictures that go to a storage profile: brought there by its queue, read and deleted there. Here
/// stays a file that says where. Any thread; what is not said to return at once blocks.
final class StillsElsewhere implements UploadListener {
  private static final Logger log = LoggerFactory.getLogger(StillsElsewhere.class);

  /// As uploads know us, and paths say `{kind}`.
  static final String OWNER = "snapshot";

  /// What was missed is added while fewer wait: what is taken now finds room.
  private static final int BACKLOG = 100;

  /// In a round.
  private static final int MOST_DOOMED = 10_000;

  private final Storage storage;
  private final Function<StreamKey, String> profiles;
  private final StillFiles files;
  private final StillTally tally;

  /// @param profiles the name of the profile of a stream, empty for none; never blocks
  StillsElsewhere(
      Storage storage, Function<StreamKey, String> profiles, StillFiles files, StillTally tally) {
    this.storage = storage;
    this.profiles = profiles;
    this.files = files;
    this.tally = tally;
    storage.observe(OWNER, this);
  }

  private @Nullable StorageProfile profile(StreamKey key) {
    String name = profiles.apply(key);
    return name.isEmpty() ? null : storage.find(name).orElse(null);
  }

  /// Queues a picture that is kept here, if its stream has a profile. Returns at once.
  void bring(StreamKey key, StillName name) {
    StorageProfile profile = profile(key);
    if (profile != null) {
      bring(profile, key, name);
    }
  }

  private void bring(StorageProfile profile, StreamKey key, StillName name) {
    try {
      ObjectPath path = StoragePlace.path(profile, key, OWNER, name.captured(), name.file());
      Path file = files.file(key, name);
      var _ =
          profile
              .store(path, file, OWNER, false)
              .whenComplete((_, refused) -> {
                if (refused != null) {
                  log.debug("{} stays here for now", file, refused);
                }
              });
    } catch (IllegalArgumentException noPath) {
      log.warn("pictures of {} stay here: {}", key, noPath.getMessage());
    }
  }

  @Override
  public void stored(Upload upload, Receipt receipt) throws StorageException {
    StillFiles.Of still = files.parse(upload.file());
    if (still == null) {
      return;
    }
    try {
      String place = StoragePlace.text(upload.profile(), upload.path());
      if (files.brought(still.key(), still.name(), place)) {
        tally.brought.increment();
      }
    } catch (IOException unable) {
      throw new StorageException(Kind.FAILED, "where it lies cannot be noted", unable);
    }
  }

  /// Of a folder that is not there at all nothing was deleted.
  @Override
  public Absence absence(Upload upload) {
    return files.isThere() ? Absence.DELETED : Absence.AWAITED;
  }

  @Override
  public void lost(Upload upload, String reason) {
    log.debug("{} is not in storage {}: {}", upload.file(), upload.profile(), reason);
  }

  /// A picture that lies elsewhere; null where it does not.
  @Nullable
  Bytes read(StreamKey key, StillName name) throws IOException, InterruptedException {
    String text = files.place(key, name);
    if (text == null) {
      return null;
    }
    StoragePlace place = place(text);
    StorageProfile profile =
        storage
            .find(place.profile())
            .orElseThrow(
                () -> new IOException("no storage profile " + place.profile() + " is there"));
    try (StorageBackend.Content content = profile.open(place.path(), 0, name.bytes())) {
      return Bytes.wrap(content.stream().readNBytes(Math.toIntExact(name.bytes())));
    } catch (StorageException unreadable) {
      throw new IOException(unreadable.getMessage(), unreadable);
    }
  }

  private static StoragePlace place(String text) throws IOException {
    try {
      return StoragePlace.parse(text);
    } catch (IllegalArgumentException | IndexOutOfBoundsException damaged) {
      throw new IOException("what said where it lies is damaged", damaged);
    }
  }

  /// Deletes there what is to go, each profile until it refuses.
  void deleteDoomed() throws IOException, InterruptedException {
    Set<String> refusing = new HashSet<>();
    for (String doomed : files.doomed(MOST_DOOMED)) {
      try {
        delete(doomed, refusing);
      } catch (IOException unreadable) {
        log.warn("a picture that is to go elsewhere stays: {}", unreadable.toString());
      }
    }
  }

  private void delete(String doomed, Set<String> refusing)
      throws IOException, InterruptedException {
    StoragePlace place = place(files.goneFrom(doomed));
    StorageProfile profile = storage.find(place.profile()).orElse(null);
    if (profile == null || refusing.contains(place.profile())) {
      return;
    }
    try {
      profile.delete(place.path());
      files.forget(doomed);
    } catch (StorageException stays) {
      refusing.add(place.profile());
      log.warn("{} is not deleted yet: {}", place.path(), stays.getMessage());
    }
  }

  /// Queues what lies here alone and has a profile: a crash in between, a full queue, a profile
  /// that came later.
  ///
  /// @param from what was taken before is not looked at
  void bringMissed(Instant from) throws IOException, InterruptedException {
    for (StreamKey key : files.streams()) {
      StorageProfile profile = profile(key);
      if (profile != null) {
        bringMissed(profile, key, from);
      }
    }
  }

  private void bringMissed(StorageProfile profile, StreamKey key, Instant from)
      throws IOException, InterruptedException {
    List<QueuedUpload> waiting;
    try {
      waiting = storage.waiting(profile.name(), 0, BACKLOG).get();
    } catch (ExecutionException unreadable) {
      throw new IOException("the queue cannot be read", unreadable);
    }
    Set<Path> queued = new HashSet<>();
    waiting.forEach(one -> queued.add(one.upload().file()));
    int room = BACKLOG - queued.size();
    for (StillName name : files.list(key, from, StoredStills.ALWAYS, Integer.MAX_VALUE)) {
      Path file = files.file(key, name);
      if (room > 0 && name.isHere() && !queued.contains(file) && Files.exists(file)) {
        room--;
        bring(profile, key, name);
      }
    }
  }
}
