package io.tidegate.media.codec;

import io.tidegate.media.Bytes;
import io.tidegate.media.Nullable;
import java.util.ArrayList;
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

  @Nullable
  Bytes get(int id) {
    return sets.get(id);
  }

  List<Bytes> inOrder() {
    return List.copyOf(sets.values());
  }

  /// All sets by id, but the one of `id` before the others when it is there.
  List<Bytes> startingWith(int id) {
    Bytes first = sets.get(id);
    if (first == null) {
      return inOrder();
    }
    List<Bytes> ordered = new ArrayList<>(sets.size());
    ordered.add(first);
    sets.forEach((other, set) -> {
      if (other != id) {
        ordered.add(set);
      }
    });
    return ordered;
  }

  void clear() {
    sets.clear();
  }
}
