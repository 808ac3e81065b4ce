package io.tidegate.gateway.storage;

import io.tidegate.gateway.notify.Pace;
import io.tidegate.gateway.storage.s3.S3Backend;
import io.tidegate.gateway.store.UploadStore;
import io.tidegate.media.Nullable;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// All storage profiles, and the queue to them. Any thread.
///
/// 1. [#observe] by whoever will store;
/// 2. [#put] profiles, the first time and whenever they change;
/// 3. [#find], and what [StorageProfile] does;
/// 4. [#close].
public final class Storage implements AutoCloseable {
  private final Path folder;
  private final Uploads uploads;

  /// Profiles change on it, one after the other.
  private final ExecutorService changes =
      Executors.newSingleThreadExecutor(
          work -> Thread.ofPlatform().name("storage-profiles").daemon().unstarted(work));

  /// On the changes' thread alone.
  private final Map<String, StorageBackend> backends = new TreeMap<>();

  private volatile Map<String, StorageProfile> profiles = Map.of();

  /// @param folder of the gateway's own, for places that are not absolute
  /// @param health hears when a profile begins to fail, and when it is well again
  public Storage(Path folder, UploadStore queue, HealthListener health) {
    this(folder, queue, health, Uploads.PACE);
  }

  Storage(Path folder, UploadStore queue, HealthListener health, Pace pace) {
    this.folder = folder;
    this.uploads = new Uploads(queue, pace, Clock.systemUTC(), health);
  }

  /// @param owner as [StorageProfile#store] names it
  public void observe(String owner, UploadListener listener) {
    uploads.observe(owner, listener);
  }

  /// Makes a profile, or changes it: what is on its way begins again, what waits goes to the new
  /// place.
  ///
  /// @return complete when it is so; fails where the place cannot be used at all, such as without
  ///   its certificates
  public CompletableFuture<Void> put(StorageSpec spec) {
    return CompletableFuture.runAsync(
        () -> {
          StorageBackend fresh = backend(spec);
          shut(spec.name());
          backends.put(spec.name(), fresh);
          Map<String, StorageProfile> more = new TreeMap<>(profiles);
          more.put(spec.name(), new StorageProfile(spec, fresh, uploads));
          profiles = more;
          uploads.open(spec, fresh);
        },
        changes);
  }

  /// What waits for it stays in the queue until there is one of its name again.
  public CompletableFuture<Void> remove(String name) {
    return CompletableFuture.runAsync(
        () -> {
          Map<String, StorageProfile> fewer = new TreeMap<>(profiles);
          fewer.remove(name);
          profiles = fewer;
          shut(name);
        },
        changes);
  }

  private void shut(String name) {
    uploads.shut(name);
    StorageBackend before = backends.remove(name);
    if (before != null) {
      before.close();
    }
  }

  private StorageBackend backend(StorageSpec spec) {
    return switch (spec.place()) {
      case StorageSpec.Local local -> new LocalBackend(folder.resolve(local.folder()).normalize());
      case StorageSpec.S3 s3 -> new S3Backend(s3.options());
    };
  }

  /// By name, in order. A snapshot.
  public Collection<StorageProfile> all() {
    return List.copyOf(profiles.values());
  }

  /// @param name empty for the usual one
  /// @return empty when there is none of the name
  public Optional<StorageProfile> find(String name) {
    return Optional.ofNullable(profiles.get(name.isEmpty() ? StorageSpec.USUAL : name));
  }

  /// Names that something waits for, and that no profile has.
  public List<String> missing() {
    Map<String, StorageProfile> known = profiles;
    return uploads.waiting().stream().filter(name -> !known.containsKey(name)).toList();
  }

  /// What waits for a profile, oldest first.
  ///
  /// @param after only numbers above
  public CompletableFuture<List<QueuedUpload>> waiting(String profile, long after, int limit) {
    return uploads.list(profile, after, limit);
  }

  /// Why the queue cannot be written; null when it can.
  public @Nullable String problem() {
    return uploads.problem();
  }

  @Override
  public void close() {
    changes.close();
    uploads.close();
    backends.values().forEach(StorageBackend::close);
  }
}
