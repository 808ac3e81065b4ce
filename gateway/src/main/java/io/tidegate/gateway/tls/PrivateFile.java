package io.tidegate.gateway.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;

/// Files that nobody but the gateway's own user may read. Stateless; waits for a disk.
final class PrivateFile {
  private PrivateFile() {}

  /// Whole or not at all, also its folder, which is the gateway's alone.
  static void write(Path file, String text) throws IOException {
    Path folder = Files.createDirectories(file.resolveSibling(""));
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    Path draft = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(draft);
    Files.createFile(
        draft, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(draft, text);
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
