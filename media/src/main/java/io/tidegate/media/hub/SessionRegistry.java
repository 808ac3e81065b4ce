package io.tidegate.media.hub;

import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.ObjLongConsumer;

/// Every session of this process as it last described itself. Any thread.
///
/// A session publishes a [SessionView] when it opens, about once a second while something changes,
/// and is removed when it closes.
public final class SessionRegistry {
  private final ConcurrentHashMap<String, SessionView> views = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<String, Consumer<CloseReason>> closers =
      new ConcurrentHashMap<>();
  private final ConcurrentHashMap<String, Admission.Granted> grants = new ConcurrentHashMap<>();
  private final List<Consumer<SessionView>> openings = new CopyOnWriteArrayList<>();
  private final List<Consumer<SessionView>> endings = new CopyOnWriteArrayList<>();
  private final List<BiConsumer<String, Admission.Granted>> admissions =
      new CopyOnWriteArrayList<>();
  private final FirstFrames firstFrames = new FirstFrames();
  private final List<ObjLongConsumer<String>> firstFrameObservers = new CopyOnWriteArrayList<>();
  private final AtomicLong lastId = new AtomicLong();
  private final AtomicLong opened = new AtomicLong();

  /// An id that no other session of this process has or had.
  public String nextId() {
    return Long.toString(lastId.incrementAndGet(), 36);
  }

  /// Replaces what is known of `view.id()`.
  public void update(SessionView view) {
    if (views.put(view.id(), view.by(grant(view.id()).user())) == null) {
      opened.incrementAndGet();
      openings.forEach(observer -> observer.accept(view));
    }
  }

  /// How session `id` can be ended from outside, until [#remove].
  ///
  /// @param close called on any thread, maybe after the end
  public void closable(String id, Consumer<CloseReason> close) {
    closers.put(id, close);
  }

  /// The same of a session that is here by a right, which may end before it.
  public void closable(String id, Admission.Granted by, Consumer<CloseReason> close) {
    closable(id, close);
    if (by.mayEnd() || !by.user().isEmpty()) {
      grants.put(id, by);
      views.computeIfPresent(id, (_, view) -> view.by(by.user()));
      admissions.forEach(observer -> observer.accept(id, by));
    }
  }

  /// The right by which session `id` is here.
  public Admission.Granted grant(String id) {
    return grants.getOrDefault(id, Admission.Granted.INSTANCE);
  }

  /// The sessions that are here by a right of somebody, by id. A live view.
  public Map<String, Admission.Granted> grants() {
    return Collections.unmodifiableMap(grants);
  }

  /// `observer` hears of every session that is here by a right of somebody, from now on. On its
  /// loop, so it must not wait, and not end it within the call.
  public void observeAdmissions(BiConsumer<String, Admission.Granted> observer) {
    admissions.add(observer);
  }

  /// Ends session `id`, soon; false when there is none, or none that can be ended so.
  public boolean close(String id, CloseReason reason) {
    Consumer<CloseReason> close = closers.get(id);
    if (close != null) {
      close.accept(reason);
    }
    return close != null;
  }

  /// A viewer was given its first frame, where decoding can start.
  ///
  /// @param nanos since it asked
  public void firstFrame(String id, Protocol protocol, long nanos) {
    firstFrames.add(protocol, nanos);
    firstFrameObservers.forEach(observer -> observer.accept(id, nanos));
  }

  /// How long viewers waited for it.
  public FirstFrames firstFrames() {
    return firstFrames;
  }

  /// `observer` hears of every session that is given its first frame from now on, and how many
  /// nanoseconds after it asked. On its loop, so it must not wait.
  public void observeFirstFrames(ObjLongConsumer<String> observer) {
    firstFrameObservers.add(observer);
  }

  /// `observer` hears of every session that opens from now on, as it first describes itself. On its
  /// loop, so it must not wait.
  public void observeOpenings(Consumer<SessionView> observer) {
    openings.add(observer);
  }

  /// `observer` hears of every session that ends from now on: as it last described itself, with the
  /// reason. On the thread that ends it, so it must not wait.
  public void observeEnds(Consumer<SessionView> observer) {
    endings.add(observer);
  }

  /// The session is closed. Nothing happens when it has described itself never, or is gone.
  public void remove(String id, CloseReason reason) {
    SessionView last = views.remove(id);
    closers.remove(id);
    grants.remove(id);
    if (last != null) {
      SessionView ended = last.endedBy(reason);
      endings.forEach(observer -> observer.accept(ended));
    }
  }

  /// Null when there is none.
  public @Nullable SessionView find(String id) {
    return views.get(id);
  }

  /// Those of one stream, in no order.
  public List<SessionView> sessions(StreamKey key) {
    return views.values().stream().filter(view -> key.equals(view.key())).toList();
  }

  /// All sessions, in no order.
  public List<SessionView> views() {
    return List.copyOf(views.values());
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
