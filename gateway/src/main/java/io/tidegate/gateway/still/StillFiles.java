package io.tidegate.gateway.still;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tidegate.gateway.storage.SyncedFolders;
import io.tidegate.media.Bytes;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// Kept pictures on this machine's disk: `ROOT/kept/app/name/2026/11/22/….jpg`, and in `ROOT/gone`
/// what still has to be deleted from storage profiles. The names are the index. Blocks; any thread.
///
/// A file has its name from the moment on when it is whole and down on the disk.
final class StillFiles {
  private static final String PART = ".part";
  private static final List<String> NONE = List.of();

  private final Path kept;
  private final Path gone;
  private final FreeSpace space;

  /// What is left on a disk.
  @FunctionalInterface
  interface FreeSpace {
    /// Bytes that this process may still write.
    long bytes(Path folder) throws IOException;
  }

  /// @param root is made with the first picture
  StillFiles(Path root, FreeSpace space) {
    this.kept = root.toAbsolutePath().resolve("kept");
    this.gone = root.toAbsolutePath().resolve("gone");
    this.space = space;
  }

  Path file(StreamKey key, StillName name) {
    return folder(key).resolve(name.path());
  }

  private Path folder(StreamKey key) {
    return kept.resolve(key.app()).resolve(key.name());
  }

  /// Of the nearest folder that is there.
  long usableBytes() throws IOException {
    Path there = kept;
    while (!Files.isDirectory(there) && there.getParent() != null) {
      there = there.getParent();
    }
    return space.bytes(there);
  }

  void write(StreamKey key, StillName name, Bytes content) throws IOException {
    write(file(key, name), content);
  }

  private static void write(Path file, Bytes content) throws IOException {
    SyncedFolders.make(parent(file));
    Path part = file.resolveSibling(file.getFileName() + PART);
    try {
      try (FileChannel channel =
          FileChannel.open(
              part,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE)) {
        ByteBuffer bytes =
            ByteBuffer.wrap(content.backingArray(), content.backingOffset(), content.length());
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(true);
      }
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      SyncedFolders.sync(parent(file));
    } catch (IOException failed) {
      Files.deleteIfExists(part);
      throw failed;
    }
  }

  /// Streams that have pictures, in order.
  List<StreamKey> streams() throws IOException {
    List<StreamKey> keys = new ArrayList<>();
    for (String app : names(kept, _ -> true)) {
      for (String name : names(kept.resolve(app), _ -> true)) {
        try {
          keys.add(new StreamKey(app, name));
        } catch (IllegalArgumentException notOurs) {
          // somebody else's folder
        }
      }
    }
    return keys;
  }

  /// Pictures from `from` on and before `to`, the oldest first; each once.
  List<StillName> list(StreamKey key, Instant from, Instant to, int most) throws IOException {
    List<StillName> found = new ArrayList<>();
    for (String day : days(key, from, to)) {
      for (StillName name : names(key, day)) {
        boolean isIn = !name.captured().isBefore(from) && name.captured().isBefore(to);
        boolean isCopy = !found.isEmpty() && found.getLast().here().equals(name.here());
        if (isIn && !isCopy) {
          if (found.size() == most) {
            return found;
          }
          found.add(name);
        }
      }
    }
    return found;
  }

  /// The picture that was taken then; null where there is none.
  @Nullable
  StillName find(StreamKey key, Instant captured) throws IOException {
    List<StillName> found = list(key, captured, captured.plusMillis(1), 1);
    return found.isEmpty() ? null : found.getFirst();
  }

  /// Days that have pictures between two times, in order.
  private List<String> days(StreamKey key, Instant from, Instant to) throws IOException {
    String first = StillName.day(from);
    String last = StillName.day(to.minusMillis(1));
    List<String> days = new ArrayList<>();
    Path folder = folder(key);
    for (String year : between(folder, "", first, last)) {
      for (String month : between(folder, year + "/", first, last)) {
        days.addAll(between(folder, month + "/", first, last));
      }
    }
    return days;
  }

  /// What is in `folder/above`, with `above` before it, where some of it is between two days.
  private static List<String> between(Path folder, String above, String first, String last)
      throws IOException {
    return names(folder.resolve(above), name -> name.matches("\\d{2}|\\d{4}")).stream()
        .map(name -> above + name)
        .filter(one -> one.compareTo(first.substring(0, Math.min(one.length(), 10))) >= 0)
        .filter(one -> one.compareTo(last.substring(0, Math.min(one.length(), 10))) <= 0)
        .toList();
  }

  private List<StillName> names(StreamKey key, String day) throws IOException {
    List<StillName> names = new ArrayList<>();
    for (String file : names(folder(key).resolve(day), _ -> true)) {
      StillName name = StillName.parse(day + "/" + file);
      if (name != null) {
        names.add(name);
      }
    }
    names.sort(null);
    return names;
  }

  /// In order; of a folder that is not there none.
  private static List<String> names(Path folder, Predicate<String> takes) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> String.valueOf(file.getFileName())).filter(takes).sorted().toList();
    } catch (NoSuchFileException | NotDirectoryException none) {
      return List.of();
    } catch (UncheckedIOException unreadable) {
      throw unreadable.getCause();
    }
  }

  /// Of a file that was being written when the machine went down.
  private static boolean isPart(String name) {
    return name.endsWith(PART);
  }

  /// Which picture a file of ours is; null of others.
  @Nullable
  Of parse(Path file) {
    if (!file.startsWith(kept)) {
      return null;
    }
    Path below = kept.relativize(file);
    if (below.getNameCount() < 3) {
      return null;
    }
    StillName name = StillName.parse(below.subpath(2, below.getNameCount()).toString());
    try {
      return name == null
          ? null
          : new Of(new StreamKey(below.getName(0).toString(), below.getName(1).toString()), name);
    } catch (IllegalArgumentException notOurs) {
      return null;
    }
  }

  /// A picture of a stream.
  record Of(StreamKey key, StillName name) {}

  /// Whether the folder of all is there: it is not where its disk is not mounted.
  boolean isThere() {
    return Files.isDirectory(kept);
  }

  /// Where a picture lies elsewhere; null where that is not known.
  @Nullable
  String place(StreamKey key, StillName name) throws IOException {
    try {
      return Files.readString(file(key, name.there()));
    } catch (NoSuchFileException none) {
      return null;
    }
  }

  /// It lies there now, and not here any more. One that was deleted meanwhile is to be deleted
  /// there, too. May be said twice.
  ///
  /// @return whether it was not known before
  boolean brought(StreamKey key, StillName name, String place) throws IOException {
    String before = place(key, name);
    if (before != null && !before.equals(place)) {
      doom(before);
    }
    Path here = file(key, name.here());
    if (!Files.exists(here)) {
      if (before == null) {
        doom(place);
      }
      return false;
    }
    write(file(key, name.there()), Bytes.of(place, UTF_8));
    if (!Files.deleteIfExists(here)) {
      return !doomed(key, name); // it was deleted at this moment
    }
    return true;
  }

  /// Deletes a picture; elsewhere it is to be deleted.
  ///
  /// @return whether there was one
  boolean delete(StreamKey key, StillName name) throws IOException {
    boolean wasHere = Files.deleteIfExists(file(key, name.here()));
    boolean wasThere = doomed(key, name);
    return wasHere || wasThere;
  }

  private boolean doomed(StreamKey key, StillName name) throws IOException {
    try {
      SyncedFolders.make(gone);
      Files.move(
          file(key, name.there()),
          gone.resolve(UUID.randomUUID().toString()),
          StandardCopyOption.ATOMIC_MOVE);
      return true;
    } catch (NoSuchFileException none) {
      return false;
    }
  }

  private void doom(String place) throws IOException {
    write(gone.resolve(UUID.randomUUID().toString()), Bytes.of(place, UTF_8));
  }

  /// What is to be deleted elsewhere: names for [#goneFrom] and [#forget].
  List<String> doomed(int most) throws IOException {
    List<String> names = names(gone, name -> !isPart(name));
    return names.subList(0, Math.min(most, names.size()));
  }

  String goneFrom(String doomed) throws IOException {
    return Files.readString(gone.resolve(doomed));
  }

  void forget(String doomed) throws IOException {
    Files.deleteIfExists(gone.resolve(doomed));
  }

  /// Deletes the folders of days before `day` that have nothing in them any more.
  void prune(StreamKey key, Instant day) throws IOException {
    String last = StillName.day(day);
    for (String old : days(key, Instant.EPOCH, day)) {
      Path folder = folder(key).resolve(old);
      for (String part : old.compareTo(last) < 0 ? names(folder, StillFiles::isPart) : NONE) {
        Files.deleteIfExists(folder.resolve(part));
      }
      for (Path up = folder; !up.equals(kept) && old.compareTo(last) < 0; up = parent(up)) {
        try {
          Files.deleteIfExists(up);
        } catch (DirectoryNotEmptyException used) {
          break;
        }
      }
    }
  }

  private static Path parent(Path file) {
    Path parent = file.getParent();
    if (parent == null) {
      throw new IllegalArgumentException("no file of ours: " + file);
    }
    return parent;
  }
}
