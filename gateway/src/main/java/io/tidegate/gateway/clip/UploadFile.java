package io.tidegate.gateway.clip;

import io.tidegate.gateway.storage.SyncedFolders;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;

/// A file that is brought piece by piece, by several connections one after the other. Confined to
/// one thread that may wait.
///
/// 1. [#open] where it was left: what came after the last [#commit] is cut off;
/// 2. [#write] and [#commit], again and again; what is committed survives a loss of power;
/// 3. [#close], which keeps no more than what is committed.
final class UploadFile implements AutoCloseable {
  private final FileChannel data;
  private final FileChannel mark;
  private long committed;

  private UploadFile(FileChannel data, FileChannel mark, long committed) {
    this.data = data;
    this.mark = mark;
    this.committed = committed;
  }

  static UploadFile open(ClipFolder folder) throws IOException {
    long offset = offset(folder);
    FileChannel data =
        FileChannel.open(folder.upload(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileChannel mark;
    try {
      mark = FileChannel.open(folder.mark(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    } catch (IOException unusable) {
      data.close();
      throw unusable;
    }
    try {
      SyncedFolders.sync(folder.path());
      data.truncate(offset).position(offset);
    } catch (IOException unusable) {
      try (data;
          mark) {
        throw unusable;
      }
    }
    return new UploadFile(data, mark, offset);
  }

  /// So much is there for good.
  static long offset(ClipFolder folder) throws IOException {
    if (!Files.isRegularFile(folder.mark()) || !Files.isRegularFile(folder.upload())) {
      return 0;
    }
    byte[] eight = Files.readAllBytes(folder.mark());
    long marked = eight.length < Long.BYTES ? 0 : Math.max(0, ByteBuffer.wrap(eight).getLong());
    // less than the mark says cannot be, unless somebody else was here
    return Math.min(marked, Files.size(folder.upload()));
  }

  void write(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      data.write(bytes);
    }
  }

  /// With what was written and not committed.
  long position() throws IOException {
    return data.position();
  }

  long committed() {
    return committed;
  }

  /// First the bytes, then how many: in the other order there might be holes.
  void commit() throws IOException {
    long position = data.position();
    data.force(true);
    ByteBuffer eight = ByteBuffer.allocate(Long.BYTES).putLong(position).flip();
    mark.write(eight, 0);
    mark.force(false);
    committed = position;
  }

  @Override
  public void close() throws IOException {
    try (data;
        mark) {
      data.truncate(committed);
    }
  }
}
