package io.tidegate.srt.arq;

import io.tidegate.media.Nullable;
import java.util.LinkedHashMap;
import java.util.Map;

/// The packets that were given up last, so that one that comes too late is told from one that
/// nobody waited for. Relay thread only.
final class ClosedBooks {
  /// What comes later than so many other losses is of no interest any more.
  static final int MOST = 1_024;

  private final Map<Integer, Missing> last =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Integer, Missing> eldest) {
          return size() > MOST;
        }
      };

  void add(Missing miss) {
    last.put(miss.sequence, miss);
  }

  /// Null for one that was not given up, or too long ago.
  @Nullable
  Missing remove(int sequence) {
    return last.remove(sequence);
  }
}
