package io.tidegate.media.hub;

import io.tidegate.media.Frame;
import io.tidegate.media.Track;
import io.tidegate.media.TrackList;
import java.time.Duration;

/// Measures by how much sound comes later against the pictures than when the publisher began: of
/// each few seconds it takes the frame of each that came with the least delay, which neither jitter
/// nor bursts move. How a stream interleaves the two is no fault, that it changes is. Written on
/// the hub's loop, read from any thread.
///
/// A publisher that begins sends what it has saved up, so that the first window is not looked at.
final class AvOffsetMeter {
  static final long WINDOW_NANOS = Duration.ofSeconds(5).toNanos();

  /// A larger step is another timeline.
  static final long MAX_STEP_NANOS = Duration.ofSeconds(3).toNanos();

  private static final int NO_TRACK = -1;
  private static final long NONE = Long.MAX_VALUE;

  private int video = NO_TRACK;
  private int audio = NO_TRACK;
  private long windowStart = NONE;
  private long leastVideo = NONE;
  private long leastAudio = NONE;
  private long lastDelay = NONE;
  private long atFirst = NONE;
  private boolean isFirst = true;
  private volatile Duration offset = Duration.ZERO;

  /// Negative when pictures come later against the sound; zero while one of them is missing. Any
  /// thread.
  Duration offset() {
    return offset;
  }

  void tracks(TrackList tracks) {
    video = tracks.video().map(Track::id).orElse(NO_TRACK);
    audio = tracks.audio().map(Track::id).orElse(NO_TRACK);
    restart();
  }

  /// What comes has another beginning.
  void restart() {
    windowStart = NONE;
    leastVideo = NONE;
    leastAudio = NONE;
    lastDelay = NONE;
    atFirst = NONE;
    isFirst = true;
    offset = Duration.ZERO;
  }

  void frame(Frame frame) {
    long delay = frame.receivedNanos() - frame.dts().nanos();
    if (lastDelay != NONE && Math.abs(delay - lastDelay) > MAX_STEP_NANOS) {
      restart();
    }
    lastDelay = delay;
    if (frame.trackId() == video) {
      leastVideo = Math.min(leastVideo, delay);
    } else if (frame.trackId() == audio) {
      leastAudio = Math.min(leastAudio, delay);
    }
    if (windowStart == NONE) {
      windowStart = frame.receivedNanos();
    } else if (frame.receivedNanos() - windowStart >= WINDOW_NANOS) {
      window();
      windowStart = frame.receivedNanos();
    }
  }

  private void window() {
    if (!isFirst && leastVideo != NONE && leastAudio != NONE) {
      long now = leastAudio - leastVideo;
      atFirst = atFirst == NONE ? now : atFirst;
      offset = Duration.ofNanos(now - atFirst);
    }
    isFirst = false;
    leastVideo = NONE;
    leastAudio = NONE;
  }
}
