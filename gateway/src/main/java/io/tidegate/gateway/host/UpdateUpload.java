package io.tidegate.gateway.host;

import io.tidegate.media.Nullable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.ReentrantLock;

/// The file of an update as the gateway takes it, piece by piece; one at a time. Whether it is an
/// update at all is for the helper to say. Any thread that may wait.
///
/// 1. [#begin] with its size;
/// 2. [#append] until all is there, also after a restart: then it is for the helper to see;
/// 3. [#remove].
public final class UpdateUpload {
  public static final long MOST_BYTES = UpdateBundle.MOST_BYTES;

  /// What else the gateway stores needs room, too.
  private static final long SPARE_BYTES = 128L << 20;

  private final Path folder;
  private final ReentrantLock lock = new ReentrantLock();

  /// @param folder of the gateway's own files
  public UpdateUpload(Path folder) {
    this.folder = folder.resolve("update");
  }

  /// How far it is.
  public record Progress(long length, long offset) {}

  /// Why something is not taken.
  public enum Refusal {
    /// The bytes belong elsewhere, or nothing was begun.
    OFFSET,
    CHECKSUM,
    TOO_LARGE,
    NO_ROOM
  }

  /// The refusal itself. Immutable.
  public static final class RefusedException extends Exception {
    private static final long serialVersionUID = 1;

    private final Refusal why;

    RefusedException(Refusal why, String detail) {
      super(detail);
      this.why = why;
    }

    public Refusal why() {
      return why;
    }
  }

  private Path part() {
    return folder.resolve("bundle.part");
  }

  private Path lengthFile() {
    return folder.resolve("bundle.length");
  }

  /// Where the helper looks.
  private Path whole() {
    return folder.resolve("bundle");
  }

  /// Null where nothing is on its way.
  public @Nullable Progress progress() throws IOException {
    if (!Files.isRegularFile(part()) || !Files.isRegularFile(lengthFile())) {
      return null;
    }
    String text = Files.readString(lengthFile()).strip();
    return text.matches("[0-9]{1,12}")
        ? new Progress(Long.parseLong(text), Files.size(part()))
        : null;
  }

  /// What was there before is gone.
  public Progress begin(long length) throws IOException, RefusedException {
    if (length > MOST_BYTES) {
      throw new RefusedException(Refusal.TOO_LARGE, "expected at most " + MOST_BYTES + " bytes");
    }
    lock.lock();
    try {
      remove();
      Files.createDirectories(folder);
      if (Files.getFileStore(folder).getUsableSpace() < length + SPARE_BYTES) {
        throw new RefusedException(Refusal.NO_ROOM, "the disk has no room for it");
      }
      Files.writeString(lengthFile(), length + "\n");
      Files.createFile(part());
      return new Progress(length, 0);
    } finally {
      lock.unlock();
    }
  }

  /// Takes more; it is on the disk when this returns.
  ///
  /// @param isMeant whether their checksum holds
  public Progress append(long offset, byte[] bytes, boolean isMeant)
      throws IOException, RefusedException {
    lock.lock();
    try {
      Progress now = progress();
      if (now == null || now.offset() != offset) {
        throw new RefusedException(
            Refusal.OFFSET,
            now == null ? "nothing was begun" : "the next byte is at " + now.offset());
      }
      if (offset + bytes.length > now.length()) {
        throw new RefusedException(
            Refusal.TOO_LARGE, "it was announced with " + now.length() + " bytes");
      }
      if (!isMeant) {
        throw new RefusedException(Refusal.CHECKSUM, "the checksum is another one");
      }
      try (FileChannel channel = FileChannel.open(part(), StandardOpenOption.WRITE)) {
        ByteBuffer all = ByteBuffer.wrap(bytes);
        long at = offset;
        while (all.hasRemaining()) {
          at += channel.write(all, at);
        }
        channel.force(true);
      }
      Progress then = new Progress(now.length(), offset + bytes.length);
      if (then.offset() == then.length()) {
        Files.move(part(), whole(), StandardCopyOption.ATOMIC_MOVE);
        Files.deleteIfExists(lengthFile());
      }
      return then;
    } finally {
      lock.unlock();
    }
  }

  /// Takes it away, whole or not.
  public void remove() throws IOException {
    lock.lock();
    try {
      Files.deleteIfExists(part());
      Files.deleteIfExists(lengthFile());
      Files.deleteIfExists(whole());
    } finally {
      lock.unlock();
    }
  }
}
