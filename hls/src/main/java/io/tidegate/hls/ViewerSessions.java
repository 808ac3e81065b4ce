package io.tidegate.hls;

import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.Admission;
import io.tidegate.media.hub.CloseReason;
import io.tidegate.media.hub.Protocol;
import io.tidegate.media.hub.Refusal;
import io.tidegate.media.hub.SessionRegistry;
import io.tidegate.media.hub.SessionState;
import io.tidegate.media.hub.SessionView;
import io.tidegate.media.hub.StreamHub;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/// Who watches one stream in one protocol. HLS and DASH know requests only, so a viewer is a token
/// in an address that it was given: of the media playlist, or of the MPD. It is admitted with what
/// it asks for first, counted from its first request with the token on, gone when it has not asked
/// for a while. Any thread.
///
/// A player that comes without a token is asked each time who it is, and counted by its host.
final class ViewerSessions {
  /// Sessions of one stream: each is about 200 bytes.
  static final int LIMIT = 100_000;

  private static final SecureRandom RANDOM = new SecureRandom();

  private final Protocol protocol;
  private final StreamHub hub;
  private final SessionRegistry registry;
  private final Map<String, Viewer> viewers = new ConcurrentHashMap<>();

  ViewerSessions(Protocol protocol, StreamHub hub, SessionRegistry registry) {
    this.protocol = protocol;
    this.hub = hub;
    this.registry = registry;
  }

  /// Where a viewer stands.
  private enum State {
    ADMITTED,
    WATCHING,
    KICKED,
    GONE
  }

  /// One viewer.
  private static final class Viewer {
    final String remote;
    final Admission.Granted by;
    final AtomicReference<State> state = new AtomicReference<>(State.ADMITTED);
    final AtomicLong bytes = new AtomicLong();
    final AtomicBoolean asked = new AtomicBoolean();
    final Instant since = Instant.now();
    final long admittedNanos;
    volatile String id = "";
    volatile long lastSeenNanos;
    volatile long reportedBytes;

    Viewer(String remote, Admission.Granted by, long nowNanos) {
      this.remote = remote;
      this.by = by;
      this.admittedNanos = nowNanos;
      this.lastSeenNanos = nowNanos;
    }
  }

  /// A token that nobody else has.
  static String newToken() {
    return Long.toUnsignedString(RANDOM.nextLong(), 36);
  }

  /// What is known of `token`: null when it has to be asked who that is.
  Admission.@Nullable Settled known(String token) {
    Viewer present = viewers.get(token);
    if (present == null) {
      return null;
    }
    return present.state.get() == State.KICKED
        ? new Admission.Refused(Refusal.NOT_ALLOWED, "this session was ended")
        : present.by;
  }

  /// Whether `token` stands for somebody who counts.
  boolean isWatching(String token) {
    Viewer present = viewers.get(token);
    return present != null && present.state.get() == State.WATCHING;
  }

  /// Takes a viewer in under `token`, unless it is in.
  Admission.Settled admit(String token, String remote, Admission.Granted by, long nowNanos) {
    Admission.Settled known = known(token);
    if (known != null) {
      return known;
    }
    if (viewers.size() >= LIMIT) {
      return new Admission.Refused(Refusal.LIMIT_REACHED, "too many viewers of this stream");
    }
    viewers.putIfAbsent(token, new Viewer(remote, by, nowNanos));
    return by;
  }

  /// The viewer asks for what should make it come with another token.
  ///
  /// @return whether it did so before: it does not take what it is given
  boolean asksAgain(String token) {
    Viewer viewer = viewers.get(token);
    return viewer != null && viewer.asked.getAndSet(true);
  }

  /// The viewer asked for a media playlist or an MPD, of which it is given so many bytes.
  void seen(String token, long bytes, long nowNanos) {
    Viewer viewer = viewers.get(token);
    if (viewer == null) {
      return;
    }
    viewer.lastSeenNanos = nowNanos;
    boolean isFirst = viewer.bytes.getAndAdd(bytes) == 0 && bytes > 0;
    if (viewer.state.get() == State.ADMITTED) {
      viewer.id = viewer.id.isEmpty() ? registry.nextId() : viewer.id;
      if (viewer.state.compareAndSet(State.ADMITTED, State.WATCHING)) {
        hub.viewerOpened();
        report(viewer, null); // before anybody can end it
        registry.closable(viewer.id, viewer.by, reason -> kick(viewer, reason));
      }
    }
    if (isFirst) {
      registry.firstFrame(viewer.id, protocol, nowNanos - viewer.admittedNanos);
    }
  }

  /// The viewer says that it leaves: it is let go of at once. One that was ended stays known, lest
  /// it is let in anew.
  void left(String token) {
    Viewer viewer = viewers.get(token);
    if (viewer != null && viewer.state.get() != State.KICKED && viewers.remove(token, viewer)) {
      close(viewer);
    }
  }

  /// Lets go of those who have not asked since `idleNanos`, and reports on the others.
  void expire(long nowNanos, long idleNanos) {
    viewers.forEach((token, viewer) -> {
      if (nowNanos - viewer.lastSeenNanos > idleNanos) {
        viewers.remove(token);
        close(viewer);
      } else if (viewer.state.get() == State.WATCHING
          && viewer.bytes.get() != viewer.reportedBytes) {
        report(viewer, null);
      }
    });
  }

  /// Its token is worth nothing until it was not shown for a while.
  private void kick(Viewer viewer, CloseReason reason) {
    if (viewer.state.compareAndSet(State.WATCHING, State.KICKED)) {
      hub.viewerClosed();
      report(viewer, reason);
      registry.remove(viewer.id, reason);
    }
  }

  void closeAll() {
    expire(0, Long.MIN_VALUE);
  }

  int size() {
    return viewers.size();
  }

  private void close(Viewer viewer) {
    if (viewer.state.getAndSet(State.GONE) == State.WATCHING) {
      hub.viewerClosed();
      report(viewer, CloseReason.ENDED_BY_PEER);
      registry.remove(viewer.id, CloseReason.ENDED_BY_PEER);
    }
  }

  private void report(Viewer viewer, @Nullable CloseReason reason) {
    long bytes = viewer.bytes.get();
    viewer.reportedBytes = bytes;
    StreamKey key = hub.key();
    SessionState state = reason == null ? SessionState.STREAMING : SessionState.DISCONNECTED;
    registry.update(
        new SessionView(
            viewer.id,
            key,
            SessionView.Kind.VIEWER,
            protocol,
            viewer.remote,
            viewer.since,
            state,
            bytes,
            0,
            reason));
  }
}
