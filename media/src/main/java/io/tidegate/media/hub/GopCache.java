package io.tidegate.media.hub;

import io.tidegate.media.Frame;
import io.tidegate.media.MediaTime;
import io.tidegate.media.TrackList;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// The frames since the last key frame, for viewers that come in the middle. Loop-confined.
///
/// Bounded in bytes and media time: a GOP that outgrows a limit is let go, and late joiners wait
/// for the next key frame. Sound alone is not kept: every frame of it can be joined.
final class GopCache {
  private final long maxBytes;
  private final MediaTime maxDuration;
  private final List<Frame> frames = new ArrayList<>();
  private int videoTrackId;
  private long bytes;
  private MediaTime start = MediaTime.ZERO;

  GopCache(long maxBytes, MediaTime maxDuration) {
    this.maxBytes = maxBytes;
    this.maxDuration = maxDuration;
  }

  void tracks(TrackList tracks) {
    clear();
    videoTrackId = tracks.video().map(track -> track.id()).orElse(0);
  }

  void add(Frame frame) {
    if (frame.trackId() == videoTrackId && frame.keyFrame()) {
      clear();
      start = frame.dts();
    } else if (frames.isEmpty()) {
      return;
    }
    frames.add(frame);
    bytes += frame.payload().length();
    if (bytes > maxBytes || frame.dts().minus(start).isAfter(maxDuration)) {
      clear();
    }
  }

  void clear() {
    frames.clear();
    bytes = 0;
  }

  /// Lets go of one track's frames.
  void forget(int trackId) {
    frames.removeIf(frame -> frame.trackId() == trackId);
  }

  void replay(Consumer<Frame> to) {
    frames.forEach(to);
  }

  long bytes() {
    return bytes;
  }
}
