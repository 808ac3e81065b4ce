package io.tidegate.cluster.registry;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// This node's rows of one kind, in pages: a row stays on its page until it goes, so that one that
/// comes or goes changes one page. One thread at a time.
final class OwnPages {
  private final int most;
  private final List<Map<String, Row>> pages = new ArrayList<>();
  private final Map<String, Integer> pageOf = new HashMap<>();
  private final BitSet roomy = new BitSet();
  private final BitSet changed = new BitSet();
  private final BitSet stale = new BitSet();

  /// @param most pages
  OwnPages(int most) {
    this.most = most;
  }

  /// Takes what is there now; of several rows with one id the last.
  ///
  /// @return rows for which there is no room, and such as are too long
  int update(List<Row> rows) {
    int leftOut = 0;
    Set<String> present = new HashSet<>();
    for (Row row : rows) {
      if (row.fits() && put(row)) {
        present.add(row.id());
      } else {
        leftOut++;
      }
    }
    if (present.size() < pageOf.size()) {
      removeOthers(present);
    }
    return leftOut;
  }

  private boolean put(Row row) {
    Integer page = pageOf.get(row.id());
    if (page == null) {
      return place(row);
    }
    Row before = pages.get(page).put(row.id(), row);
    if (before == null || !before.state().equals(row.state())) {
      changed.set(page);
    } else if (!before.figures().equals(row.figures())) {
      stale.set(page);
    }
    return true;
  }

  private boolean place(Row row) {
    int page = roomy.nextSetBit(0);
    if (page < 0) {
      page = pages.size();
      if (page == most) {
        return false;
      }
      pages.add(new LinkedHashMap<>());
      roomy.set(page);
    }
    pages.get(page).put(row.id(), row);
    pageOf.put(row.id(), page);
    roomy.set(page, pages.get(page).size() < Page.MAX_ROWS);
    changed.set(page);
    return true;
  }

  private void removeOthers(Set<String> present) {
    pageOf
        .entrySet()
        .removeIf(entry -> {
          boolean gone = !present.contains(entry.getKey());
          if (gone) {
            int page = entry.getValue();
            pages.get(page).remove(entry.getKey());
            roomy.set(page);
            changed.set(page);
          }
          return gone;
        });
  }

  /// Pages that are to be told now; they are told, as far as this goes.
  ///
  /// @param figures those, too, where nothing else has changed
  BitSet take(boolean figures) {
    BitSet taken = (BitSet) changed.clone();
    if (figures) {
      taken.or(stale);
    }
    changed.clear();
    stale.andNot(taken);
    return taken;
  }

  /// It was not told, or is forgotten there.
  void again(int page) {
    changed.set(page);
  }

  /// All are to be told again.
  void allAgain() {
    changed.set(0, pages.size());
  }

  /// Empty when there is nothing on it, and for a page that never was.
  List<Row> rows(int page) {
    return page < pages.size() ? List.copyOf(pages.get(page).values()) : List.of();
  }

  int size() {
    return pageOf.size();
  }

  /// Pages with rows on them.
  BitSet used() {
    BitSet used = new BitSet();
    for (int page = 0; page < pages.size(); page++) {
      used.set(page, !pages.get(page).isEmpty());
    }
    return used;
  }
}
