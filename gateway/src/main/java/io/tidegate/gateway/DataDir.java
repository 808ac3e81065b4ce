package io.tidegate.gateway;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;

/// The folder of the gateway's own files, held by one process at a time. Not for event loops.
///
/// 1. [#open] takes it; the operating system gives it back however the process ends.
/// 2. [#publish] says what is bound, [#withdraw] takes that back.
final class DataDir {
  private static final String LISTENERS = "listeners.json";

  private final Path run;
  private final Path listeners;
  private final FileLock lock;

  private DataDir(Path run, FileLock lock) {
    this.run = run;
    this.listeners = run.resolve(LISTENERS);
    this.lock = lock;
  }

  static DataDir open(Path folder) throws StartException {
    try {
      Path run = Files.createDirectories(folder.resolve("run"));
      FileChannel channel =
          FileChannel.open(
              run.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock lock = channel.tryLock();
      if (lock == null) {
        channel.close();
        throw new StartException("data-dir " + folder + ": another tidegate uses it");
      }
      DataDir dataDir = new DataDir(run, lock);
      // those of a process that was killed would send scripts to the wrong ports
      dataDir.withdraw();
      return dataDir;
    } catch (IOException unusable) {
      throw new StartException("data-dir " + folder + ": " + Reason.of(unusable), unusable);
    }
  }

  /// Whether a process holds it; without touching it.
  ///
  /// @throws IOException when it cannot be looked at
  static boolean isHeld(Path folder) throws IOException {
    Path file = folder.resolve("run").resolve("lock");
    if (!Files.exists(file)) {
      return false;
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock()) {
      return lock == null;
    } catch (OverlappingFileLockException ours) {
      return true;
    }
  }

  /// What the process that holds it has bound, by listener; empty while it has bound nothing.
  static Map<String, String> published(Path folder) throws IOException {
    Path file = folder.resolve("run").resolve(LISTENERS);
    if (!Files.exists(file)) {
      return Map.of();
    }
    Map<String, String> bound = new HashMap<>();
    new JsonObject(Files.readString(file))
        .forEach(one -> bound.put(one.getKey(), String.valueOf(one.getValue())));
    return bound;
  }

  /// Writes `run/listeners.json`, whole or not at all.
  void publish(Listeners bound) throws StartException {
    try {
      Path draft = Files.writeString(run.resolve(LISTENERS + ".new"), bound.json());
      Files.move(
          draft, listeners, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException unusable) {
      throw new StartException("data-dir: " + Reason.of(unusable), unusable);
    }
  }

  /// Removes `run/listeners.json` while the folder is ours.
  void withdraw() throws IOException {
    if (lock.isValid()) {
      Files.deleteIfExists(listeners);
    }
  }
}
