package io.tidegate.gateway.still;

import io.tidegate.gateway.route.StillSpec;
import io.tidegate.gateway.snapshot.Picture;
import io.tidegate.gateway.snapshot.SnapshotException;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.Loops;
import io.tidegate.media.hub.PublishRequest;
import io.tidegate.media.hub.SessionState;
import io.tidegate.media.hub.StreamHub;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BiConsumer;
import java.util.function.Function;

/// Asks for a picture of one stream at intervals, while it is live and its route says so. Confined
/// to the hub's loop.
final class StillTaker {
  private static final long TICK_MS = 1_000;

  /// What could not be made is asked for again after so long, or at its interval.
  private static final long AGAIN_NANOS = 60_000_000_000L;

  private final StreamHub hub;
  private final Parts parts;
  private @Nullable StillSpec spec;
  private long dueNanos;
  private boolean isAsking;
  private String lastTag = "";

  /// What all takers stand on.
  ///
  /// @param specs how pictures of a stream are kept, null for not at all; never blocks
  /// @param pictures makes one of the newest key frame
  /// @param keeps takes a picture; never blocks
  record Parts(
      Loops loops,
      Function<StreamKey, @Nullable StillSpec> specs,
      Function<StreamHub, CompletableFuture<Picture>> pictures,
      StillTally tally,
      BiConsumer<StreamKey, Picture> keeps) {}

  StillTaker(StreamHub hub, Parts parts) {
    this.hub = hub;
    this.parts = parts;
  }

  /// On the hub's loop.
  void start() {
    Loops.Timer _ = parts.loops().schedule(hub.loop(), TICK_MS, this::tick);
  }

  private void tick() {
    if (!hub.isEnded()) {
      look();
      start();
    }
  }

  private void look() {
    long now = parts.loops().nanoTime();
    StillSpec wanted = parts.specs().apply(hub.key());
    boolean isNew =
        wanted != null && (spec == null || spec.everySeconds() != wanted.everySeconds());
    spec = wanted;
    if (isNew) {
      dueNanos = now;
    }
    PublishRequest source = hub.view().source();
    boolean isLive =
        hub.view().state() == SessionState.STREAMING
            && source != null
            && !source.isRelayed(); // the node that has the stream keeps them
    if (wanted != null && isLive && !isAsking && now - dueNanos >= 0) {
      ask(wanted, now);
    }
  }

  private void ask(StillSpec wanted, long now) {
    long every = wanted.everySeconds() * 1_000_000_000L;
    long next = dueNanos + every;
    dueNanos = next - now > 0 ? next : now + every;
    isAsking = true;
    var _ =
        parts
            .pictures()
            .apply(hub)
            .whenComplete((picture, none) -> hub.loop().run(() -> came(picture, none, every)));
  }

  private void came(@Nullable Picture picture, @Nullable Throwable none, long every) {
    isAsking = false;
    if (picture == null) {
      if (!isSoundAlone(none)) {
        parts.tally().unmade.increment();
        dueNanos = parts.loops().nanoTime() + Math.min(every, AGAIN_NANOS);
      }
    } else if (picture.tag().equals(lastTag)) {
      parts.tally().unchanged.increment();
    } else {
      lastTag = picture.tag();
      parts.keeps().accept(hub.key(), picture);
    }
  }

  private static boolean isSoundAlone(@Nullable Throwable none) {
    Throwable cause = none instanceof CompletionException ? none.getCause() : none;
    return cause instanceof SnapshotException known
        && known.kind() == SnapshotException.Kind.NO_VIDEO;
  }
}
