package io.tidegate.gateway.clip;

import io.tidegate.gateway.clip.ClipException.Kind;
import java.util.Collection;
import java.util.List;

/// Whether there is room for one more clip. Stateless; looks at the disk.
final class ClipQuota {
  /// Beside what a clip takes.
  private static final long ROOM_LEFT_BYTES = 64L << 20;

  /// One space may have this part of what all may have together.
  private static final int SPACE_SHARE = 4;

  private ClipQuota() {}

  /// @param present all that there are
  /// @param space that the one more belongs to, empty for none
  /// @param length of it, in bytes
  /// @param given bytes of the disk that go for it
  /// @throws ClipException with the limit that is in the way
  static void check(
      ClipOptions options, Collection<Clip> present, String space, long length, long given)
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
    if (!space.isEmpty()) {
      List<Clip> own = present.stream().filter(clip -> clip.space().equals(space)).toList();
      long ownTaken = own.stream().mapToLong(Clip::room).sum();
      if (own.size() >= Math.max(1, options.most() / SPACE_SHARE)
          || ownTaken + length > options.maxTotal().bytes() / SPACE_SHARE) {
        throw new ClipException(
            Kind.TOO_LARGE, "a space has a quarter of the room for clips: that is taken");
      }
    }
    long usable = options.folder().toFile().getUsableSpace();
    if (usable + given < length + ROOM_LEFT_BYTES) {
      throw new ClipException(Kind.DISK, "%d MB are free on its disk".formatted(usable >> 20));
    }
  }
}
