package io.tidegate.gateway.storage;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// A named place for recordings and pictures. Any thread.
///
/// What returns a future never waits; everything else waits for disk or network, so none of it
/// comes from an event loop.
public final class StorageProfile {
  private final StorageSpec spec;
  private final StorageBackend backend;
  private final Uploads uploads;

  StorageProfile(StorageSpec spec, StorageBackend backend, Uploads uploads) {
    this.spec = spec;
    this.backend = backend;
    this.uploads = uploads;
  }

  public String name() {
    return spec.name();
  }

  public StorageSpec spec() {
    return spec;
  }

  /// Where `thing` goes, by the profile's pattern.
  ///
  /// @throws IllegalArgumentException when its names make no path
  public ObjectPath path(PathPattern.Thing thing) {
    return spec.pattern().of(thing);
  }

  /// Where an object lies on this machine's own disk; what is written there needs no [#store].
  /// Empty for other places. Waits for nothing.
  public Optional<Path> place(ObjectPath path) {
    return backend.place(path);
  }

  /// Queues a file that does not change any more. It is kept in the queue over restarts, until what
  /// lies there has been compared with it; then `owner` is told ([Storage#observe]).
  ///
  /// @param owner who is told
  /// @param removes whether the file here is deleted then
  /// @return complete when it is in the queue, on the disk; fails when the queue is full or the
  ///   file is not there
  public CompletableFuture<Long> store(ObjectPath path, Path file, String owner, boolean removes) {
    return uploads.add(new Upload(spec.name(), path, file.toAbsolutePath(), owner, removes));
  }

  /// Reads some of an object; the caller closes it.
  ///
  /// @param from the first byte, 0 for the beginning
  /// @param length at most so many bytes, at least one
  public StorageBackend.Content open(ObjectPath path, long from, long length)
      throws StorageException, InterruptedException {
    return backend.open(path, from, length);
  }

  /// Removes an object; nothing happens where there is none.
  public void delete(ObjectPath path) throws StorageException, InterruptedException {
    backend.delete(path);
  }

  /// What is there; empty for nothing.
  public Optional<StorageBackend.Receipt> find(ObjectPath path)
      throws StorageException, InterruptedException {
    return backend.find(path);
  }

  /// An address that anybody may read or write the object at for a time; empty for places that have
  /// none. Waits for nothing.
  public Optional<URI> link(ObjectPath path, StorageBackend.Access access, Duration valid) {
    return backend.link(path, access, valid);
  }

  /// Its uploads. Waits for nothing.
  public UploadsView uploads() {
    return uploads.view(spec.name());
  }

  /// Writes, reads and deletes a small object.
  public StorageTrial test() throws InterruptedException {
    return StorageTrial.of(backend);
  }
}
