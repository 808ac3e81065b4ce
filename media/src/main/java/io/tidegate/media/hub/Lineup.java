package io.tidegate.media.hub;

import io.tidegate.media.Nullable;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// Who is connected to publish one stream: one for each of its sources. Any thread; [#put] by one
/// at a time.
final class Lineup {
  private final CopyOnWriteArrayList<Publication> present = new CopyOnWriteArrayList<>();

  List<Publication> all() {
    return List.copyOf(present);
  }

  boolean isEmpty() {
    return present.isEmpty();
  }

  /// Who is connected as `source`, null for nobody.
  @Nullable
  Publication at(int source) {
    for (Publication publication : present) {
      if (publication.source() == source) {
        return publication;
      }
    }
    return null;
  }

  /// Puts `publication` into the place of `before`, never leaving it empty.
  void put(@Nullable Publication before, Publication publication) {
    present.add(publication);
    if (before != null) {
      present.remove(before);
    }
  }

  /// False when it is not there (any more).
  boolean remove(Publication publication) {
    return present.remove(publication);
  }

  /// Takes all out.
  List<Publication> clear() {
    List<Publication> all = all();
    present.removeAll(all);
    return all;
  }
}
