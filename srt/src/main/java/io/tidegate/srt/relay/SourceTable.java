package io.tidegate.srt.relay;

import io.tidegate.media.Nullable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Numbers for sources, as the poller names them. Relay thread only.
final class SourceTable {
  private final List<@Nullable Source> byId = new ArrayList<>();
  private final Map<Source, Integer> ids = new HashMap<>();
  private final Deque<Integer> free = new ArrayDeque<>();

  /// The source's number from now on.
  int add(Source source) {
    Integer reused = free.poll();
    int id = reused == null ? byId.size() : reused;
    if (reused == null) {
      byId.add(source);
    } else {
      byId.set(id, source);
    }
    ids.put(source, id);
    return id;
  }

  void remove(Source source) {
    Integer id = ids.remove(source);
    if (id != null) {
      byId.set(id, null);
      free.add(id);
    }
  }

  /// The source of a number; null when it was removed meanwhile.
  @Nullable
  Source get(int id) {
    return byId.get(id);
  }
}
