package io.tidegate.gateway.tap;

import io.tidegate.gateway.snapshot.KeyFrame;
import io.tidegate.media.Frame;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamEvent;
import io.tidegate.media.StreamEvent.Discontinuity;
import io.tidegate.media.StreamEvent.EndOfStream;
import io.tidegate.media.StreamEvent.TracksChanged;
import io.tidegate.media.StreamKey;
import io.tidegate.media.StreamSink;
import io.tidegate.media.Track;
import io.tidegate.media.TrackList;
import io.tidegate.media.hub.Loops;
import io.tidegate.media.hub.StreamHub;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Consumer;

/// Hands on the key frames of a stream, no more than so many in a second. Confined to the hub's
/// loop.
final class KeyFrameSink implements StreamSink {
  private static final long SECOND = 1_000_000_000;

  private final StreamKey key;
  private final long leastNanos;
  private final Loops loops;
  private final InstantSource clock;
  private final Consumer<KeyFrame> taken;
  private final Runnable ended;
  private TrackList tracks = TrackList.EMPTY;
  private boolean tookOne;
  private long lastNanos;

  /// @param taken gets them; must not wait
  /// @param ended hears of the end of the stream
  KeyFrameSink(StreamKey key, int maxFps, Clocks clocks, Consumer<KeyFrame> taken, Runnable ended) {
    this.key = key;
    this.leastNanos = SECOND / maxFps;
    this.loops = clocks.loops();
    this.clock = clocks.clock();
    this.taken = taken;
    this.ended = ended;
  }

  /// What time it is.
  record Clocks(Loops loops, InstantSource clock) {
    /// The time of day of a moment of the monotonic clock.
    Instant captured(long receivedNanos) {
      return clock.instant().minusNanos(loops.nanoTime() - receivedNanos);
    }
  }

  /// Where it is attached.
  Feeds.Feed on(StreamHub hub) {
    return new Feeds.Feed() {
      @Override
      public void stop() {
        hub.loop().run(() -> hub.detach(KeyFrameSink.this));
      }

      @Override
      public long dropped() {
        return 0;
      }

      @Override
      public @Nullable String problem() {
        return null;
      }
    };
  }

  @Override
  public void accept(StreamEvent event) {
    switch (event) {
      case TracksChanged changed -> tracks = changed.tracks();
      case Frame frame -> look(frame);
      case Discontinuity _ -> {}
      case EndOfStream _ -> ended.run();
    }
  }

  private void look(Frame frame) {
    Track track = tracks.find(frame.trackId());
    boolean isDue = !tookOne || frame.receivedNanos() - lastNanos >= leastNanos;
    if (isDue && frame.keyFrame() && track != null && track.isVideo()) {
      tookOne = true;
      lastNanos = frame.receivedNanos();
      taken.accept(KeyFrame.of(key, track, frame, loops.nanoTime(), clock.instant()));
    }
  }
}
