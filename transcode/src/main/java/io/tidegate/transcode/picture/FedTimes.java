package io.tidegate.transcode.picture;

import io.tidegate.media.Frame;
import io.tidegate.media.MediaTime;
import io.tidegate.media.Nullable;
import java.util.LinkedHashMap;
import java.util.Map;

/// The frames that a child was given lately, by their presentation time: what comes out is found
/// again by it. Confined to one loop.
final class FedTimes {
  /// More than a child may hold back: what waits for it, and what it reorders.
  static final int MOST = 4_096;

  private static final long LOW = 0xFFFF_FFFFL;

  /// Times of the way in and out are rounded each for itself.
  private static final long[] NEAR = {0, 1, -1};

  private final Map<Long, Fed> frames = new LinkedHashMap<>();

  /// One of them, without its bytes.
  record Fed(MediaTime pts, long receivedNanos) {}

  void add(Frame frame) {
    frames.put(frame.pts().toMillis() & LOW, new Fed(frame.pts(), frame.receivedNanos()));
    if (frames.size() > MOST) {
      frames.remove(frames.keySet().iterator().next());
    }
  }

  /// @param ptsMs low 32 bits
  /// @return null where there was no such frame, or long ago
  @Nullable
  Fed find(long ptsMs) {
    for (long off : NEAR) {
      Fed found = frames.get((ptsMs + off) & LOW);
      if (found != null) {
        return found;
      }
    }
    return null;
  }
}
