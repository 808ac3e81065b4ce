package io.tidegate.gateway.snapshot;

import io.tidegate.gateway.snapshot.SnapshotException.Kind;
import io.tidegate.media.Frame;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamEvent;
import io.tidegate.media.StreamEvent.Discontinuity;
import io.tidegate.media.StreamEvent.EndOfStream;
import io.tidegate.media.StreamEvent.TracksChanged;
import io.tidegate.media.StreamSink;
import io.tidegate.media.Track;
import io.tidegate.media.TrackList;
import io.tidegate.media.hub.Loops;
import io.tidegate.media.hub.StreamHub;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;

/// Takes the latest key frame of a stream, which the hub keeps for players that come later: nothing
/// stands while nobody asks. Any thread.
public final class KeyFrames {
  /// Of a stream that has just begun, or whose group of pictures is longer than what hubs keep.
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Loops loops;
  private final InstantSource clock;

  public KeyFrames(Loops loops, InstantSource clock) {
    this.loops = loops;
    this.clock = clock;
  }

  /// @return on the hub's loop; fails with a [SnapshotException]
  public CompletableFuture<KeyFrame> latest(StreamHub hub) {
    Taker taker = new Taker(hub);
    hub.loop().run(taker::take);
    return taker.taken;
  }

  /// Confined to the hub's loop.
  private final class Taker implements StreamSink {
    final CompletableFuture<KeyFrame> taken = new CompletableFuture<>();
    private final StreamHub hub;
    private TrackList tracks = TrackList.EMPTY;
    private Loops.@Nullable Timer timer;

    Taker(StreamHub hub) {
      this.hub = hub;
    }

    void take() {
      hub.attach(this);
      if (taken.isDone()) {
        hub.detach(this); // it may have been before the hub knew it
      } else {
        hub.requestKeyFrame();
        timer = loops.schedule(hub.loop(), PATIENCE.toMillis(), this::expire);
      }
    }

    @Override
    public void accept(StreamEvent event) {
      if (taken.isDone()) {
        return;
      }
      switch (event) {
        case TracksChanged changed -> follow(changed.tracks());
        case Frame frame -> look(frame);
        case Discontinuity _ -> {}
        case EndOfStream _ -> fail(Kind.NO_PICTURE, "the stream has ended");
      }
    }

    private void follow(TrackList now) {
      tracks = now;
      if (!now.isEmpty() && !now.hasVideo()) {
        fail(Kind.NO_VIDEO, "this stream has no pictures, only sound");
      }
    }

    private void look(Frame frame) {
      Track track = tracks.find(frame.trackId());
      if (track != null && track.isVideo() && frame.keyFrame()) {
        leave();
        long now = loops.nanoTime();
        taken.complete(KeyFrame.of(hub.key(), track, frame, now, clock.instant()));
      }
    }

    private void expire() {
      if (!taken.isDone()) {
        fail(
            Kind.NO_PICTURE,
            "no key frame has come within " + PATIENCE.toSeconds() + " s of asking");
      }
    }

    private void fail(Kind kind, String message) {
      leave();
      taken.completeExceptionally(new SnapshotException(kind, message));
    }

    private void leave() {
      hub.detach(this);
      if (timer != null) {
        timer.cancel();
      }
    }
  }
}
