package io.tidegate.gateway.clip;

import io.tidegate.gateway.clip.ClipException.Kind;
import java.util.Collection;

/// Whether there is room for one more clip. Stateless; looks at the disk.
final class ClipQuota {
  /// Beside what a clip takes.
  private static final long ROOM_LEFT_BYTES = 64L << 20;

  private ClipQuota() {}

  /// @param present all that there are
  /// @param length of the one more, in bytes
  /// @throws ClipException with the limit that is in the way
  static void check(ClipOptions options, Collection<Clip> present, long length)
      throws ClipException {
    if (length > options.maxSize().bytes()) {
      throw new ClipException(Kind.TOO_LARGE, "a clip has at most " + options.maxSize());
    }
    if (present.size() >= options.most()) {
      throw new ClipException(Kind.TOO_LARGE, "there are " + options.most() + " clips, the most");
    }
    long taken = present.stream().mapToLong(Clip::room).sum();
    if (taken + length > options.maxTotal().bytes()) {
      throw new ClipException(
          Kind.TOO_LARGE, "all clips together have at most " + options.maxTotal());
    }
    long usable = options.folder().toFile().getUsableSpace();
    if (usable < length + ROOM_LEFT_BYTES) {
      throw new ClipException(Kind.DISK, "%d MB are free on its disk".formatted(usable >> 20));
    }
  }
}
