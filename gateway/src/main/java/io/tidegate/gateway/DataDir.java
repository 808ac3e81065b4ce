package io.tidegate.gateway;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/// The folder of the gateway's own files, held by one process at a time. Not for event loops.
///
/// 1. [#open] takes it; the operating system gives it back however the process ends.
/// 2. [#publish] says what is bound, [#withdraw] takes that back.
final class DataDir {
  private final Path run;
  private final Path listeners;
  private final FileLock lock;

  private DataDir(Path run, FileLock lock) {
    this.run = run;
    this.listeners = run.resolve("listeners.json");
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

  /// Writes `run/listeners.json`, whole or not at all.
  void publish(Listeners bound) throws StartException {
    try {
      Path draft = Files.writeString(run.resolve("listeners.json.new"), bound.json());
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
