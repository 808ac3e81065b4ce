package io.tidegate.media.hub;

import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/// Every session of this process as it last described itself. Any thread.
///
/// A session publishes a [SessionView] when it opens, about once a second while something changes,
/// and is removed when it closes.
public final class SessionRegistry {
  private final ConcurrentHashMap<String, SessionView> views = new ConcurrentHashMap<>();
  private final AtomicLong lastId = new AtomicLong();
  private final AtomicLong opened = new AtomicLong();

  /// An id that no other session of this process has or had.
  public String nextId() {
    return Long.toString(lastId.incrementAndGet(), 36);
  }

  /// Replaces what is known of `view.id()`.
  public void update(SessionView view) {
    if (views.put(view.id(), view) == null) {
      opened.incrementAndGet();
    }
  }

  /// The session is closed.
  public void remove(String id) {
    views.remove(id);
  }

  /// All sessions, oldest first.
  public List<SessionView> sessions() {
    return views.values().stream()
        .sorted(Comparator.comparing(SessionView::since).thenComparing(SessionView::id))
        .toList();
  }

  /// Sessions open now.
  public int size() {
    return views.size();
  }

  /// Sessions ever opened.
  public long opened() {
    return opened.get();
  }
}
