package io.tidegate.gateway.e2e;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Objects;

/// Files that all test processes share: made by the first that needs one, while the others wait.
final class MadeOnce {
  /// Makes what shall be there.
  @FunctionalInterface
  interface Maker {
    /// @param draft where to make it; it ends as the file's name does
    void make(Path draft) throws IOException, InterruptedException;
  }

  private MadeOnce() {}

  /// The file, whole. A maker may not ask for another file of the same folder.
  static synchronized Path file(Path file, Maker maker) throws IOException, InterruptedException {
    if (Files.exists(file)) {
      return file;
    }
    Path folder = Objects.requireNonNull(file.getParent());
    Files.createDirectories(folder);
    try (FileChannel guard =
            FileChannel.open(
                folder.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        var _ = guard.lock()) {
      if (!Files.exists(file)) {
        Path draft = folder.resolve("draft-" + file.getFileName());
        maker.make(draft);
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
      }
    }
    return file;
  }
}
