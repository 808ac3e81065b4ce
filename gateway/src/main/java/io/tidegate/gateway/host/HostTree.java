package io.tidegate.gateway.host;

import io.tidegate.media.Nullable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/// The files of the machine below one root, which is `/` but in tests. Immutable; blocks.
///
/// @param root absolute
record HostTree(Path root) {
  /// Of a file that is read whole.
  private static final int MOST_BYTES = 64 << 10;

  /// @param relative without a leading slash
  Path path(String relative) {
    return root.resolve(relative);
  }

  /// The helper's own folder, which root alone may enter.
  Path state() {
    return path("var/lib/tidegate-host");
  }

  /// Null where there is none.
  @Nullable
  String read(String relative) throws HostException {
    return read(path(relative));
  }

  static @Nullable String read(Path file) throws HostException {
    try (var in = Files.newInputStream(file)) {
      return new String(in.readNBytes(MOST_BYTES), StandardCharsets.UTF_8);
    } catch (NoSuchFileException absent) {
      return null;
    } catch (IOException unusable) {
      throw failed(file, unusable);
    }
  }

  /// Writes it whole or not at all, over a loss of power, too. Everybody may read it.
  static void write(Path file, String text) throws HostException {
    Path folder = file.resolveSibling(".");
    try {
      Files.createDirectories(folder);
      Path draft = file.resolveSibling("." + file.getFileName() + ".new");
      Files.writeString(draft, text);
      Files.setPosixFilePermissions(draft, PosixFilePermissions.fromString("rw-r--r--"));
      sync(draft);
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      sync(folder);
    } catch (IOException unusable) {
      throw failed(file, unusable);
    }
  }

  static void delete(Path file) throws HostException {
    try {
      if (Files.deleteIfExists(file)) {
        sync(file.resolveSibling("."));
      }
    } catch (IOException unusable) {
      throw failed(file, unusable);
    }
  }

  private static void sync(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private static HostException failed(Path file, IOException why) {
    return HostException.failed(file + ": " + why.getMessage());
  }
}
