package io.tidegate.gateway.storage;

import io.tidegate.media.Nullable;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;

/// A place in memory that fails when it is told to.
final class FakePlace implements StorageBackend {
  final Map<ObjectPath, byte[]> objects = new ConcurrentHashMap<>();
  final List<String> tried = new CopyOnWriteArrayList<>();
  final Map<String, StorageException> failures = new ConcurrentHashMap<>();
  volatile @Nullable StorageException failure;

  /// Null: nobody waits for leave.
  volatile @Nullable Semaphore leave;

  @Override
  public Receipt store(ObjectPath path, Path file, TransferMemory memory)
      throws StorageException, InterruptedException {
    tried.add(path.text());
    Semaphore gate = leave;
    if (gate != null) {
      gate.acquire();
    }
    StorageException wanted = failures.getOrDefault(path.text(), failure);
    if (wanted != null) {
      throw wanted;
    }
    try {
      objects.put(path, Files.readAllBytes(file));
    } catch (IOException gone) {
      throw new StorageException(StorageException.Kind.LOCAL, "gone", gone);
    }
    return find(path).orElseThrow();
  }

  @Override
  public Content open(ObjectPath path, long from, long length) {
    byte[] bytes = objects.getOrDefault(path, new byte[0]);
    return new Content(new ByteArrayInputStream(bytes), bytes.length, bytes.length);
  }

  @Override
  public void delete(ObjectPath path) {
    objects.remove(path);
  }

  @Override
  public Optional<Receipt> find(ObjectPath path) {
    byte[] bytes = objects.get(path);
    return bytes == null ? Optional.empty() : Optional.of(new Receipt(bytes.length, ""));
  }

  @Override
  public void abandon(ObjectPath path, TransferMemory memory) {
    tried.add("abandoned " + path);
  }

  @Override
  public void close() {
    // nothing is kept
  }
}
