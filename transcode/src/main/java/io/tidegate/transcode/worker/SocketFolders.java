package io.tidegate.transcode.worker;

import io.tidegate.media.Nullable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Where the sockets of children are: a folder of this gateway's own among the temporary files, for
/// an address of a socket holds 107 bytes, with one in it for each child. Any thread but an event
/// loop.
///
/// Its lock file is locked as long as the gateway lives, however it ends: [#sweep] takes away what
/// killed ones left.
final class SocketFolders implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(SocketFolders.class);
  private static final String PREFIX = "tidegate-sockets-";
  private static final String LOCK = "lock";

  /// A gateway that begins has made its folder, and locks it at once.
  private static final Duration YOUNG = Duration.ofMinutes(1);

  private static final FileAttribute<Set<PosixFilePermission>> OURS_ALONE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private final Path parent;
  private final AtomicLong count = new AtomicLong();
  private @Nullable Path own;
  private @Nullable FileChannel lock;

  /// @param parent the folder for temporary files
  SocketFolders(Path parent) {
    this.parent = parent;
  }

  /// In the folder that this machine has for temporary files.
  static SocketFolders ofThisMachine() {
    return new SocketFolders(Path.of(System.getProperty("java.io.tmpdir", "/tmp")));
  }

  /// A new folder for the sockets of one child, for whoever asks to delete.
  Path open() throws IOException {
    Path seen = own();
    Path child = seen.resolve(Long.toString(count.incrementAndGet()));
    try {
      return Files.createDirectory(child, OURS_ALONE);
    } catch (NoSuchFileException swept) {
      release(seen); // whoever keeps the temporary files tidy took it for an old one
      return Files.createDirectory(own().resolve(child.getFileName()), OURS_ALONE);
    }
  }

  /// How its folders begin. In a container every gateway has the same number: the time of its start
  /// tells it from those before.
  private static String ofThisProcess() {
    ProcessHandle process = ProcessHandle.current();
    long startMs = process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    return PREFIX + process.pid() + "-" + Long.toString(startMs, Character.MAX_RADIX) + "-";
  }

  private synchronized Path own() throws IOException {
    Path present = own;
    if (present == null) {
      present = Files.createTempDirectory(parent, ofThisProcess(), OURS_ALONE);
      lock =
          FileChannel.open(
              present.resolve(LOCK), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      FileLock _ = lock.tryLock();
      own = present;
    }
    return present;
  }

  /// Deletes what gateways left that were killed: folders of this user whose lock nobody holds.
  void sweep(Instant now) {
    try (DirectoryStream<Path> found = Files.newDirectoryStream(parent, PREFIX + "*")) {
      for (Path folder : found) {
        sweep(folder, now.minus(YOUNG));
      }
    } catch (IOException unreadable) {
      log.debug("temporary files are not looked through", unreadable);
    }
  }

  private void sweep(Path folder, Instant before) {
    // to close a file gives up every lock that this process has on it, so its own are left alone
    Path file = folder.resolve(LOCK);
    try {
      if (folder.getFileName().toString().startsWith(ofThisProcess())
          || !Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
          || !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
          || Files.getLastModifiedTime(file).toInstant().isAfter(before)
          || !Files.getOwner(folder, LinkOption.NOFOLLOW_LINKS).equals(Files.getOwner(own()))) {
        return;
      }
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
          FileLock held = channel.tryLock()) {
        if (held != null) {
          delete(folder);
          log.info("took away {}, which a gateway left that was killed", folder);
        }
      }
    } catch (IOException refused) {
      log.debug("{} stays", folder, refused);
    }
  }

  /// Two levels: more there never are.
  private static void delete(Path folder) throws IOException {
    try (DirectoryStream<Path> children = Files.newDirectoryStream(folder)) {
      for (Path child : children) {
        if (Files.isDirectory(child, LinkOption.NOFOLLOW_LINKS)) {
          try (DirectoryStream<Path> sockets = Files.newDirectoryStream(child)) {
            for (Path socket : sockets) {
              Files.deleteIfExists(socket);
            }
          }
        }
        Files.deleteIfExists(child);
      }
    }
    Files.deleteIfExists(folder);
  }

  /// Does nothing where another one has taken the place of what was `seen`.
  synchronized void release(Path seen) throws IOException {
    if (!seen.equals(own)) {
      return;
    }
    FileChannel held = lock;
    own = null;
    lock = null;
    if (held != null) {
      held.close();
    }
  }

  /// When no child is left. The second call does nothing.
  @Override
  public void close() {
    Path folder;
    synchronized (this) {
      folder = own;
    }
    try {
      if (folder != null) {
        delete(folder);
        release(folder);
      }
    } catch (IOException refused) {
      log.debug("{} stays", folder, refused);
    }
  }
}
