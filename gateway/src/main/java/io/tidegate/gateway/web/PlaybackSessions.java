package io.tidegate.gateway.web;

import io.tidegate.gateway.recording.PlaylistPlace;
import io.tidegate.gateway.segment.StoredSegment;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.Admission;
import io.tidegate.media.hub.CloseReason;
import io.tidegate.media.hub.Protocol;
import io.tidegate.media.hub.SessionRegistry;
import io.tidegate.media.hub.SessionState;
import io.tidegate.media.hub.SessionView;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/// Who plays recordings: a token in every address of a playlist, from admission until nobody has
/// asked by it for [#IDLE_NANOS]. Any thread.
final class PlaybackSessions {
  /// 300 bytes each.
  static final int LIMIT = 20_000;

  /// A player whose buffer is full, or who pauses, asks for nothing meanwhile.
  static final long IDLE_NANOS = 120_000_000_000L;

  private static final SecureRandom RANDOM = new SecureRandom();

  private final SessionRegistry registry;
  private final LongSupplier nanoTime;
  private final Map<String, Viewer> viewers = new ConcurrentHashMap<>();

  PlaybackSessions(SessionRegistry registry, LongSupplier nanoTime) {
    this.registry = registry;
    this.nanoTime = nanoTime;
  }

  /// One player.
  private static final class Viewer {
    final StreamKey key;
    final String id;
    final String remote;
    final Instant since = Instant.now();
    final AtomicLong bytes = new AtomicLong();
    final AtomicBoolean over = new AtomicBoolean();
    volatile long seenNanos;
    volatile PlaylistPlace.@Nullable Mark mark;

    Viewer(StreamKey key, String id, String remote, long nowNanos) {
      this.key = key;
      this.id = id;
      this.remote = remote;
      this.seenNanos = nowNanos;
    }
  }

  /// What a token is worth.
  enum Standing {
    ADMITTED,
    ENDED,
    UNKNOWN
  }

  static String newToken() {
    return Long.toUnsignedString(RANDOM.nextLong(), 36);
  }

  Standing of(@Nullable String token, StreamKey key) {
    Viewer viewer = token == null ? null : viewers.get(token);
    if (viewer == null || !viewer.key.equals(key)) {
      return Standing.UNKNOWN;
    }
    viewer.seenNanos = nanoTime.getAsLong();
    return viewer.over.get() ? Standing.ENDED : Standing.ADMITTED;
  }

  /// Whether there was room.
  boolean open(String token, StreamKey key, String remote, Admission.Granted by) {
    if (viewers.size() >= LIMIT) {
      return false;
    }
    Viewer viewer = new Viewer(key, registry.nextId(), remote, nanoTime.getAsLong());
    if (viewers.putIfAbsent(token, viewer) == null) {
      report(viewer, null);
      registry.closable(viewer.id, by, reason -> end(viewer, reason));
    }
    return true;
  }

  /// Bytes go out to whoever has this token.
  void sent(@Nullable String token, long bytes) {
    Viewer viewer = token == null ? null : viewers.get(token);
    if (viewer != null) {
      viewer.bytes.addAndGet(bytes);
    }
  }

  /// Where a playlist begins for whoever has this token, who is shown it. Any thread.
  ///
  /// @param origin where it is to begin
  PlaylistPlace place(String token, PlaylistPlace.Origin origin, List<StoredSegment> segments) {
    Viewer viewer = viewers.get(token);
    if (viewer == null) {
      return PlaylistPlace.FIRST;
    }
    PlaylistPlace place = PlaylistPlace.of(origin, viewer.mark, segments);
    viewer.mark = place.mark(origin.from(), segments);
    return place;
  }

  /// Every few seconds: lets go of those who have not asked for long, and tells of the others.
  void tend() {
    long now = nanoTime.getAsLong();
    viewers.forEach((token, viewer) -> {
      if (now - viewer.seenNanos > IDLE_NANOS) {
        viewers.remove(token);
        end(viewer, CloseReason.ENDED_BY_PEER);
      } else if (!viewer.over.get()) {
        report(viewer, null);
      }
    });
  }

  /// Its token is worth nothing until it was not shown for a while.
  private void end(Viewer viewer, CloseReason reason) {
    if (viewer.over.compareAndSet(false, true)) {
      report(viewer, reason);
      registry.remove(viewer.id, reason);
    }
  }

  private void report(Viewer viewer, @Nullable CloseReason reason) {
    registry.update(
        new SessionView(
            viewer.id,
            viewer.key,
            SessionView.Kind.VIEWER,
            Protocol.RECORDING,
            viewer.remote,
            viewer.since,
            reason == null ? SessionState.STREAMING : SessionState.DISCONNECTED,
            viewer.bytes.get(),
            0,
            reason));
  }
}
