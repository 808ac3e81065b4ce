package io.tidegate.cluster.state;

import io.tidegate.media.Nullable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes records hold at this node, in the order of their stamps. Confined to one thread, but for
/// [#says].
final class Applying {
  private static final Logger log = LoggerFactory.getLogger(Applying.class);

  /// In one change: a disk is waited for so many times less.
  private static final int PIECE = 200;

  private final StateBook book;
  private final Map<String, StateKind> kinds = new LinkedHashMap<>();
  private final StateListener listener;

  Applying(StateBook book, List<StateKind> kinds, StateListener listener) {
    this.book = book;
    this.listener = listener;
    kinds.forEach(kind -> this.kinds.put(kind.name(), kind));
  }

  Collection<StateKind> kinds() {
    return kinds.values();
  }

  /// Whether a record says so, as this release writes it. Any thread.
  boolean says(StateRecord record, Optional<String> body) {
    if (record.deleted() || body.isEmpty()) {
      return record.deleted() && body.isEmpty();
    }
    @Nullable StateKind kind = kinds.get(record.id().kind());
    try {
      return record.body().equals(body.get())
          || (kind != null && kind.canonical(record.body()).equals(body.get()));
    } catch (StateRefusedException _) {
      return false;
    }
  }

  static <T> List<List<T>> pieces(List<T> all) {
    List<List<T>> pieces = new ArrayList<>();
    for (int from = 0; from < all.size(); from += PIECE) {
      pieces.add(all.subList(from, Math.min(all.size(), from + PIECE)));
    }
    return pieces;
  }

  /// @return false when something has to be tried again later
  boolean applyPending() {
    List<StateRecord> pending = book.pending();
    if (pending.isEmpty()) {
      return true;
    }
    boolean all = apply(pending);
    return retry() && all;
  }

  /// Tries those that were refused, as often as one of them goes.
  ///
  /// @return false when something has to be tried again later
  boolean retry() {
    boolean all = true;
    int before = Integer.MAX_VALUE;
    int refused = book.reopen();
    while (refused > 0 && refused < before) {
      before = refused;
      all &= apply(book.pending());
      refused = book.refused();
      if (refused > 0 && refused < before) {
        refused = book.reopen();
      }
    }
    return all;
  }

  private boolean apply(List<StateRecord> records) {
    boolean all = true;
    for (List<StateRecord> piece : byAuthor(records)) {
      all &= applyTogether(piece);
    }
    return all;
  }

  /// Neighbours of one kind and author, who most often changed them together.
  private static List<List<StateRecord>> byAuthor(List<StateRecord> records) {
    List<List<StateRecord>> pieces = new ArrayList<>();
    @Nullable StateRecord last = null;
    for (StateRecord record : records) {
      if (last == null || !isLike(last, record) || pieces.getLast().size() >= PIECE) {
        pieces.add(new ArrayList<>());
      }
      pieces.getLast().add(record);
      last = record;
    }
    return pieces;
  }

  private static boolean isLike(StateRecord one, StateRecord other) {
    return one.id().kind().equals(other.id().kind())
        && one.node() == other.node()
        && one.author().equals(other.author());
  }

  private boolean applyTogether(List<StateRecord> records) {
    @Nullable StateKind kind = kinds.get(records.getFirst().id().kind());
    try {
      if (kind == null) {
        refused(records.getFirst(), "this release does not know what it is about");
        return rest(records);
      }
      kind.apply(records);
      boolean ignored = book.stand(records, Kept.Standing.APPLIED, "");
      records.forEach(listener::applied);
      return true;
    } catch (StateRefusedException refused) {
      if (records.size() == 1) {
        return refused(records.getFirst(), String.valueOf(refused.getMessage()));
      }
      boolean all = applyTogether(records.subList(0, 1));
      return rest(records) && all;
    } catch (RuntimeException bug) {
      // of one record, perhaps of a later release: the others are not to wait for it
      if (records.size() == 1) {
        log.error("{} cannot be done here", records.getFirst(), bug);
        return refused(records.getFirst(), "this release fails at it: " + bug);
      }
      boolean all = applyTogether(records.subList(0, 1));
      return rest(records) && all;
    } catch (IOException disk) {
      log.error("{} cannot be done now: {}", records.getFirst(), disk.toString());
      return false;
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  private boolean rest(List<StateRecord> records) {
    boolean all = true;
    for (StateRecord record : records.subList(1, records.size())) {
      all &= applyTogether(List.of(record));
    }
    return all;
  }

  private boolean refused(StateRecord record, String why) {
    try {
      if (book.stand(List.of(record), Kept.Standing.REFUSED, why)) {
        log.warn("{} does not hold here: {}", record, why);
        listener.refused(record, why);
      }
      return true;
    } catch (IOException disk) {
      log.error("{}: {}", record, disk.toString());
      return false;
    }
  }
}
