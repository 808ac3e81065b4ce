package io.tidegate.media.codec;

import io.tidegate.media.Bytes;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// The parameter sets of one kind, by id. Loop-confined.
final class ParameterSetStore {
  private final SortedMap<Integer, Bytes> sets = new TreeMap<>();

  /// Keeps `set`; false when it was there already, or there is no room.
  boolean put(int id, Bytes set) {
    Bytes known = sets.get(id);
    if (known != null && known.equals(set)) {
      return false;
    }
    if (sets.size() >= AvcParameterSets.MAX_SETS && !sets.containsKey(id)) {
      return false;
    }
    sets.put(id, set.detached());
    return true;
  }

  /// True when this very set is known under any id: the common case, tested without parsing.
  boolean contains(Bytes set) {
    for (Bytes known : sets.values()) {
      if (known.equals(set)) {
        return true;
      }
    }
    return false;
  }

  List<Bytes> inOrder() {
    return List.copyOf(sets.values());
  }

  void clear() {
    sets.clear();
  }
}
