package io.tidegate.hls;

import java.util.concurrent.atomic.AtomicLong;

/// What the segments of all streams of a process may take together. Any thread.
///
/// Past the limit, segments that have left their playlists are given up at once instead of being
/// kept for slow players; those in playlists stay, within each stream's own limit.
final class MemoryBudget {
  private final long limitBytes;
  private final AtomicLong used = new AtomicLong();

  MemoryBudget(long limitBytes) {
    this.limitBytes = limitBytes;
  }

  /// A third of the largest heap: the rest is for streams themselves and their viewers.
  static MemoryBudget ofHeap() {
    return new MemoryBudget(Runtime.getRuntime().maxMemory() / 3);
  }

  /// @param bytes more, or less when negative
  void use(long bytes) {
    used.addAndGet(bytes);
  }

  boolean isExceeded() {
    return used.get() > limitBytes;
  }

  long usedBytes() {
    return used.get();
  }
}
