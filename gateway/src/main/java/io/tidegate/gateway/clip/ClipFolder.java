package io.tidegate.gateway.clip;

import io.tidegate.gateway.storage.SyncedFolders;
import io.tidegate.media.Nullable;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.stream.Stream;

/// The files of one clip. What is acknowledged survives a loss of power. Not for event loops.
///
/// @param path of the folder, named after the clip's id
record ClipFolder(Path path) {
  /// A few facts of a few tracks.
  private static final long MOST_DOCUMENT_BYTES = 1 << 20;

  /// What is brought.
  Path upload() {
    return path.resolve("upload");
  }

  /// How much of it is there for good: eight bytes.
  Path mark() {
    return path.resolve("upload.offset");
  }

  /// What plays.
  Path media() {
    return path.resolve("media.ts");
  }

  /// What is to play.
  Path draft() {
    return path.resolve("media.new.ts");
  }

  /// Where the child says how far it is.
  Path progress() {
    return path.resolve("progress");
  }

  private Path document() {
    return path.resolve("clip.json");
  }

  /// Whole or not at all.
  void save(Clip clip) throws IOException {
    SyncedFolders.make(path);
    Path draft = path.resolve("clip.json.new");
    byte[] text = ClipDocument.write(clip).encodePrettily().getBytes(StandardCharsets.UTF_8);
    try (FileChannel file =
        FileChannel.open(
            draft,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      ByteBuffer rest = ByteBuffer.wrap(text);
      while (rest.hasRemaining()) {
        file.write(rest);
      }
      file.force(true);
    }
    Files.move(
        draft, document(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    SyncedFolders.sync(path);
  }

  /// Whether it is what was left of one that was deleted.
  boolean isLeft() {
    return String.valueOf(path.getFileName()).matches("[0-9a-f]{16}") && !Files.exists(document());
  }

  /// Null where there is no whole one.
  @Nullable
  Clip load() throws IOException {
    if (!Files.isRegularFile(document()) || Files.size(document()) > MOST_DOCUMENT_BYTES) {
      return null;
    }
    try {
      JsonObject json = new JsonObject(Files.readString(document()));
      Clip clip = ClipDocument.read(json, UploadFile.offset(this));
      return clip.id().equals(String.valueOf(path.getFileName())) ? clip : null;
    } catch (RuntimeException damaged) {
      return null;
    }
  }

  /// The draft is what plays from here on, and nothing else is kept.
  void publish() throws IOException {
    try (FileChannel file = FileChannel.open(draft(), StandardOpenOption.WRITE)) {
      file.force(true);
    }
    Files.move(
        draft(), media(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    SyncedFolders.sync(path);
  }

  /// What the work leaves behind.
  void tidy() throws IOException {
    for (Path left : new Path[] {upload(), mark(), draft(), progress()}) {
      Files.deleteIfExists(left);
    }
  }

  void delete() throws IOException {
    if (!Files.isDirectory(path)) {
      return;
    }
    Files.deleteIfExists(document()); // first: what is left without it is none, at the next start
    try (Stream<Path> files = Files.list(path)) {
      for (Path file : files.toList()) {
        Files.deleteIfExists(file);
      }
    }
    Files.deleteIfExists(path);
  }
}
