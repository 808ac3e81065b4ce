package io.tidegate.gateway.storage;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;

/// Folders whose names outlive a loss of power. Stateless; blocks.
public final class SyncedFolders {
  private SyncedFolders() {}

  /// Brings what is named in a folder down to the disk.
  @FunctionalInterface
  interface Sync {
    void of(Path folder) throws IOException;
  }

  /// Makes `folder` and those above it that are not there; each new name is on the disk when this
  /// returns.
  public static void make(Path folder) throws IOException {
    make(folder, SyncedFolders::sync);
  }

  static void make(Path folder, Sync sync) throws IOException {
    Deque<Path> missing = new ArrayDeque<>();
    Path above = folder.toAbsolutePath();
    while (above != null && !Files.isDirectory(above)) {
      missing.push(above);
      above = above.getParent();
    }
    Files.createDirectories(folder);
    while (!missing.isEmpty()) {
      Path parent = missing.pop().getParent();
      if (parent != null) {
        sync.of(parent);
      }
    }
  }

  /// A name in a folder is on the disk when the folder is.
  public static void sync(Path folder) throws IOException {
    try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
      names.force(true);
    }
  }
}
