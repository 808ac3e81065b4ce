package io.tidegate.gateway.slate;

import io.tidegate.gateway.route.SourceSpec;
import io.tidegate.media.Frame;
import io.tidegate.media.MediaTime;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamEvent.TracksChanged;
import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.CloseReason;
import io.tidegate.media.hub.Loop;
import io.tidegate.media.hub.Loops;
import io.tidegate.media.hub.Protocol;
import io.tidegate.media.hub.Publication;
import io.tidegate.media.hub.PublishRequest;
import io.tidegate.media.hub.PublishResult;
import io.tidegate.media.hub.StreamRegistry;

/// The slate of one route: always there, and plays in real time while nothing better does. Confined
/// to its loop.
///
/// 1. [#start] publishes it, and again whenever that is refused or taken away.
/// 2. [#close] ends it for good.
final class SlatePlayer implements Publication.Owner {
  /// Whoever took the key away has a reason; it may go.
  private static final long RETRY_MS = 1_000;

  private final StreamKey key;
  private final SlateClip clip;
  private final StreamRegistry streams;
  private final Loops loops;
  private final Loop loop;
  private @Nullable Publication publication;
  private Loops.@Nullable Timer timer;
  private long startNanos;
  private long rounds;
  private int next;
  private boolean closed;

  SlatePlayer(StreamKey key, SlateClip clip, StreamRegistry streams, Loops loops, Loop loop) {
    this.key = key;
    this.clip = clip;
    this.streams = streams;
    this.loops = loops;
    this.loop = loop;
  }

  /// Any thread.
  void start() {
    loop.execute(this::publish);
  }

  /// Any thread.
  void close() {
    loop.execute(() -> {
      closed = true;
      stop();
      if (publication != null) {
        publication.close(CloseReason.ENDED_BY_PEER);
        publication = null;
      }
    });
  }

  private void publish() {
    if (closed || publication != null) {
      return;
    }
    PublishRequest request =
        PublishRequest.invited("slate", key, Protocol.SLATE, "", new SourceSpec.Slate());
    switch (streams.publish(request, this)) {
      case PublishResult.Accepted accepted -> publication = accepted.publication();
      case PublishResult.Refused _ -> loops.schedule(loop, RETRY_MS, this::publish);
    }
  }

  @Override
  public void closed(CloseReason reason) {
    publication = null;
    stop();
    if (!closed && reason != CloseReason.SHUTTING_DOWN) {
      loops.schedule(loop, RETRY_MS, this::publish);
    }
  }

  /// Maybe within [#publish], before it knows what it got.
  @Override
  public void plays(boolean onAir) {
    loop.execute(() -> {
      stop();
      if (onAir && publication != null) {
        startNanos = loops.nanoTime();
        rounds = 0;
        next = 0;
        publication.emit(new TracksChanged(clip.tracks()));
        play();
      }
    });
  }

  /// Everything that is due, and then a rest.
  private void play() {
    Publication to = publication;
    if (to == null) {
      return;
    }
    long now = loops.nanoTime();
    long due = dueNanos();
    while (due <= now) {
      Frame frame = clip.frames().get(next);
      MediaTime shift = new MediaTime(rounds * clip.duration().nanos());
      to.emit(
          new Frame(
              frame.trackId(),
              frame.dts().plus(shift),
              frame.pts().plus(shift),
              frame.keyFrame(),
              frame.payload(),
              now));
      next++;
      if (next == clip.frames().size()) {
        next = 0;
        rounds++;
      }
      due = dueNanos();
    }
    timer = loops.schedule(loop, (due - now) / 1_000_000 + 1, this::play);
  }

  private long dueNanos() {
    return startNanos + rounds * clip.duration().nanos() + clip.frames().get(next).dts().nanos();
  }

  private void stop() {
    if (timer != null) {
      timer.cancel();
      timer = null;
    }
  }
}
