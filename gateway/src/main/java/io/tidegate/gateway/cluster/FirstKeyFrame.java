package io.tidegate.gateway.cluster;

import io.tidegate.media.Frame;
import io.tidegate.media.StreamEvent;
import io.tidegate.media.StreamSink;
import io.tidegate.media.TrackList;
import io.tidegate.media.hub.StreamHub;

/// Waits for the first frame of a publisher where decoding can start, then lets go of the hub. On
/// the hub's loop.
final class FirstKeyFrame implements StreamSink {
  private final StreamHub hub;
  private final long sinceNanos;
  private final Runnable came;
  private TrackList tracks = TrackList.EMPTY;
  private boolean done;

  /// @param sinceNanos earlier frames are those of somebody else
  FirstKeyFrame(StreamHub hub, long sinceNanos, Runnable came) {
    this.hub = hub;
    this.sinceNanos = sinceNanos;
    this.came = came;
  }

  @Override
  public void accept(StreamEvent event) {
    switch (event) {
      case StreamEvent.TracksChanged changed -> tracks = changed.tracks();
      case Frame frame -> frame(frame);
      case StreamEvent.Discontinuity _ -> {}
      case StreamEvent.EndOfStream _ -> end();
    }
  }

  private void frame(Frame frame) {
    boolean starts =
        frame.keyFrame()
            && tracks.video().map(video -> video.id() == frame.trackId()).orElse(true)
            && frame.receivedNanos() - sinceNanos >= 0;
    if (starts && !done) {
      end();
      came.run();
    }
  }

  private void end() {
    done = true;
    hub.loop().execute(() -> hub.detach(this));
  }
}
