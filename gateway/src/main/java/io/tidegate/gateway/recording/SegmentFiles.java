package io.tidegate.gateway.recording;

import io.tidegate.gateway.segment.SegmentName;
import io.tidegate.gateway.segment.StoredSegment;
import io.tidegate.gateway.storage.SyncedFolders;
import io.tidegate.media.Bytes;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Recorded segments on this machine's disk: `ROOT/app/name/2026/11/22/….m4s`, each day with the
/// init sections that it needs. Blocks; any thread reads, one writes.
///
/// A file has its name from the moment on when it is whole: what ends in `.part` was being written
/// when the process or the machine went down.
final class SegmentFiles {
  private static final Logger log = LoggerFactory.getLogger(SegmentFiles.class);

  /// App, name, year, month, day, file.
  private static final int LEVELS = 6;

  /// In the root of every disk that was recorded to.
  static final String MARK = ".tidegate-recordings";

  /// Of a file that is being written.
  static final String PART = ".part";

  /// Of a file that is not what the index says.
  static final String DAMAGED = ".damaged";

  private final Path root;
  private final boolean syncs;
  private final FreeSpace space;

  /// What is left on a disk.
  @FunctionalInterface
  interface FreeSpace {
    /// Bytes that this process may still write.
    long bytes(Path folder) throws IOException;
  }

  /// @param root is made with the first segment
  /// @param syncs whether what was written outlives a power cut
  SegmentFiles(Path root, boolean syncs, FreeSpace space) {
    this.root = root;
    this.syncs = syncs;
    this.space = space;
  }

  /// The name of an init section by its content.
  static String fingerprint(Bytes init) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(init.backingArray(), init.backingOffset(), init.length());
      return HexFormat.of().formatHex(digest.digest(), 0, 8);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every JDK has SHA-256", impossible);
    }
  }

  Path root() {
    return root;
  }

  /// Whether the root has its mark, which stays when the last segment goes: the folder that a disk
  /// is mounted at has none.
  boolean isThere() {
    return Files.exists(root.resolve(MARK));
  }

  /// Makes the root, and its mark.
  void mark() throws IOException {
    SyncedFolders.make(root);
    Path mark = root.resolve(MARK);
    if (!Files.exists(mark)) {
      write(mark, List.of());
      sync(Set.of(root));
    }
  }

  Path folder(StreamKey key) {
    return root.resolve(key.app()).resolve(key.name());
  }

  Path file(StoredSegment segment) {
    return folder(segment.key()).resolve(segment.name().path());
  }

  /// Where the segments of its day are.
  Path day(StoredSegment segment) {
    return folder(segment.key()).resolve(segment.name().day());
  }

  /// Of the nearest folder that is there.
  long usableBytes() throws IOException {
    Path there = root;
    while (!Files.isDirectory(there) && there.getParent() != null) {
      there = there.getParent();
    }
    return space.bytes(there);
  }

  /// Writes a file that nobody sees before it is whole; not yet safe from a power cut, see [#sync].
  void write(Path file, List<Bytes> content) throws IOException {
    Files.createDirectories(parent(file));
    Path part = file.resolveSibling(file.getFileName() + PART);
    try {
      try (FileChannel channel =
          FileChannel.open(
              part,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE)) {
        for (Bytes piece : content) {
          ByteBuffer bytes =
              ByteBuffer.wrap(piece.backingArray(), piece.backingOffset(), piece.length());
          while (bytes.hasRemaining()) {
            channel.write(bytes);
          }
        }
        if (syncs) {
          channel.force(true);
        }
      }
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException failed) {
      Files.deleteIfExists(part);
      throw failed;
    }
  }

  /// Brings the names in these folders down to the disk, and those of the folders above them.
  void sync(Set<Path> folders) throws IOException {
    if (!syncs) {
      return;
    }
    for (Path folder : folders) {
      // a new day has a new folder, maybe a new month and year
      Path up = folder;
      for (int level = 0; level < LEVELS && up != null && up.startsWith(root); level++) {
        try (FileChannel channel = FileChannel.open(up, StandardOpenOption.READ)) {
          channel.force(true);
        }
        up = up.getParent();
      }
    }
  }

  /// -1 of a file that is not there.
  static long size(Path file) throws IOException {
    try {
      return Files.size(file);
    } catch (NoSuchFileException absent) {
      return -1;
    }
  }

  /// Whether a segment lies here as it was written, as far as its length tells.
  boolean isWhole(StoredSegment segment) throws IOException {
    return size(file(segment)) == segment.bytes();
  }

  /// Deletes a file of a day, and the folders that this leaves empty.
  void delete(Path file) throws IOException {
    Files.deleteIfExists(file);
    prune(parent(file));
  }

  /// Whether a segment of this day needs this init section, whatever the index knows.
  boolean isUsed(Path day, String init) throws IOException {
    for (Path file : list(day)) {
      SegmentName name = name(file);
      if (name != null && name.init().equals(init)) {
        return true;
      }
    }
    return false;
  }

  /// Deletes what is left of a day without segments; those that the index does not know yet stay,
  /// and the init sections that they need.
  void clear(Path day) throws IOException {
    List<Path> all = list(day);
    Set<Path> needed = new HashSet<>();
    for (Path file : all) {
      SegmentName name = name(file);
      if (name != null) {
        needed.add(file);
        needed.add(root.resolve(root.relativize(file).subpath(0, 2)).resolve(name.initPath()));
      }
    }
    for (Path file : all) {
      if (!needed.contains(file)) {
        Files.deleteIfExists(file);
      }
    }
    prune(day);
  }

  private static List<Path> list(Path day) throws IOException {
    if (!Files.isDirectory(day)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(day)) {
      return files.toList();
    } catch (UncheckedIOException unreadable) {
      throw unreadable.getCause();
    }
  }

  private @Nullable SegmentName name(Path file) {
    Path below = root.relativize(file);
    return below.getNameCount() == LEVELS
        ? SegmentName.parse(below.subpath(2, LEVELS).toString())
        : null;
  }

  private void prune(Path folder) throws IOException {
    Path up = folder;
    while (up != null && up.startsWith(root) && !up.equals(root)) {
      try {
        Files.deleteIfExists(up);
      } catch (DirectoryNotEmptyException used) {
        return;
      }
      up = up.getParent();
    }
  }

  /// Every file of a stream's folder by its path below it, told one after the other. What cannot be
  /// read, or goes meanwhile, is passed over.
  void walk(Visitor visitor) throws IOException {
    if (!Files.isDirectory(root)) {
      return;
    }
    Files.walkFileTree(
        root,
        Set.of(),
        LEVELS,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            StreamKey key = attributes.isRegularFile() ? key(file) : null;
            if (key != null) {
              show(visitor, key, file);
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException unreadable) {
            if (!(unreadable instanceof NoSuchFileException)) {
              log.warn(
                  "recordings: {} is passed over: {}", file.getFileName(), unreadable.toString());
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException broken) {
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private void show(Visitor visitor, StreamKey key, Path file) throws IOException {
    try {
      visitor.file(key, root.relativize(file).subpath(2, LEVELS).toString(), file);
    } catch (NoSuchFileException gone) {
      log.debug("{} went while it was looked at", file.getFileName());
    }
  }

  /// Null of a file that is not where those of streams are.
  private @Nullable StreamKey key(Path file) {
    Path below = root.relativize(file);
    if (below.getNameCount() != LEVELS) {
      return null;
    }
    try {
      return new StreamKey(below.getName(0).toString(), below.getName(1).toString());
    } catch (IllegalArgumentException notOurs) {
      return null;
    }
  }

  /// Is shown files.
  @FunctionalInterface
  interface Visitor {
    /// @param path below the folder of the stream, [SegmentName#parse] knows it or not
    void file(StreamKey key, String path, Path file) throws IOException;
  }

  private static Path parent(Path file) {
    Path parent = file.getParent();
    if (parent == null) {
      throw new IllegalArgumentException("no file of ours: " + file);
    }
    return parent;
  }
}
