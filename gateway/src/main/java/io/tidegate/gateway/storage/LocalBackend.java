package io.tidegate.gateway.storage;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.UUID;

/// A folder on this machine, or one that is mounted.
public final class LocalBackend implements StorageBackend {
  private static final String NEW = ".tidegate-new-";

  private final Path folder;

  /// @param folder absolute; made when it is needed
  public LocalBackend(Path folder) {
    this.folder = folder;
  }

  @Override
  public Receipt store(ObjectPath path, Path file, TransferMemory memory) throws StorageException {
    Path target = target(path);
    try {
      if (!Files.isRegularFile(file)) {
        throw new StorageException(StorageException.Kind.LOCAL, file + " is not there");
      }
      if (!file.toAbsolutePath().normalize().equals(target)) {
        copy(file, target, memory);
      }
      return new Receipt(Files.size(target), "");
    } catch (IOException failure) {
      throw problem(target, failure);
    }
  }

  private static void copy(Path file, Path target, TransferMemory memory)
      throws IOException, StorageException {
    Path parent = parent(target);
    SyncedFolders.make(parent);
    Path fresh = parent.resolve(NEW + nameOf(target));
    try {
      Files.copy(file, fresh, StandardCopyOption.REPLACE_EXISTING);
      SyncedFolders.sync(fresh); // the file that it was copied of may be deleted next
      long there = Files.size(fresh);
      if (there != Files.size(file)) {
        throw new StorageException(StorageException.Kind.LOCAL, file + " changed meanwhile");
      }
      Files.move(
          fresh, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      SyncedFolders.sync(parent);
      memory.sent(there);
    } finally {
      Files.deleteIfExists(fresh);
    }
  }

  /// The same whenever it is tried: what a crash leaves is overwritten.
  private static UUID nameOf(Path target) {
    return UUID.nameUUIDFromBytes(target.toString().getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public Content open(ObjectPath path, long from, long length) throws StorageException {
    Path target = target(path);
    try {
      FileChannel channel = FileChannel.open(target, StandardOpenOption.READ);
      try {
        long whole = channel.size();
        long there = Math.max(0, Math.min(length, whole - from));
        channel.position(Math.min(from, whole));
        InputStream stream = new LimitedStream(Channels.newInputStream(channel), there);
        return new Content(stream, there, whole);
      } catch (IOException failure) {
        channel.close();
        throw failure;
      }
    } catch (IOException failure) {
      throw problem(target, failure);
    }
  }

  @Override
  public void delete(ObjectPath path) throws StorageException {
    Path target = target(path);
    try {
      Files.deleteIfExists(target);
      for (Path above = parent(target); !above.equals(folder); above = parent(above)) {
        Files.deleteIfExists(above);
      }
    } catch (DirectoryNotEmptyException _) {
      // others are in it
    } catch (IOException failure) {
      throw problem(target, failure);
    }
  }

  @Override
  public Optional<Receipt> find(ObjectPath path) throws StorageException {
    Path target = target(path);
    try {
      return Files.isRegularFile(target)
          ? Optional.of(new Receipt(Files.size(target), ""))
          : Optional.empty();
    } catch (IOException failure) {
      throw problem(target, failure);
    }
  }

  @Override
  public void abandon(ObjectPath path, TransferMemory memory) {
    // copies are whole or not there
  }

  @Override
  public Optional<Path> place(ObjectPath path) {
    return Optional.of(target(path));
  }

  private Path target(ObjectPath path) {
    return folder.resolve(path.text());
  }

  private static Path parent(Path path) {
    Path parent = path.getParent();
    if (parent == null) {
      throw new IllegalStateException("below a folder: " + path);
    }
    return parent;
  }

  private static StorageException problem(Path path, IOException failure) {
    String said =
        failure instanceof FileSystemException one && one.getReason() != null
            ? one.getReason()
            : failure.getClass().getSimpleName();
    String message = path + ": " + said;
    if (failure instanceof NoSuchFileException) {
      return new StorageException(StorageException.Kind.ABSENT, message, failure);
    }
    boolean full = String.valueOf(failure.getMessage()).contains("No space left");
    return full
        ? new StorageException(StorageException.Kind.FULL, path + ": the disk is full", failure)
        : new StorageException(
            StorageException.Kind.REFUSED,
            message,
            "See who owns the folder, and whether its disk is mounted and well.",
            failure);
  }

  @Override
  public void close() {
    // nothing is kept open
  }
}
