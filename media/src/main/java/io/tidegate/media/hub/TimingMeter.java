package io.tidegate.media.hub;

import io.tidegate.media.Frame;
import io.tidegate.media.MediaTime;
import java.time.Duration;

/// Compares a stream's clock with ours, and measures its GOPs, by the frames of one track. Confined
/// to the hub's loop.
///
/// A frame may be late by the network and never early, so the earliest of each minute shows where
/// the sender's clock stands.
final class TimingMeter {
  private static final long WINDOW_NANOS = Duration.ofMinutes(1).toNanos();

  /// No clock drifts so far within a frame: the sender has begun anew.
  private static final long JUMP_NANOS = Duration.ofSeconds(5).toNanos();

  private boolean begun;
  private boolean hasKey;
  private MediaTime lastKey = MediaTime.ZERO;
  private long gopNanos;
  private long lastAhead;
  private long windowStart;
  private long windowBest;
  private long windows;
  private long firstBest;
  private long latestBest;

  /// Another publisher, or other tracks.
  void restart() {
    begun = false;
    hasKey = false;
    gopNanos = 0;
    windows = 0;
  }

  /// @param isVideo whether key frames mean something
  void frame(Frame frame, boolean isVideo) {
    long ahead = frame.dts().nanos() - frame.receivedNanos();
    if (begun && Math.abs(ahead - lastAhead) > JUMP_NANOS) {
      restart();
    }
    lastAhead = ahead;
    if (!begun) {
      begun = true;
      begin(frame, ahead);
    } else if (frame.receivedNanos() - windowStart >= WINDOW_NANOS) {
      firstBest = windows == 0 ? windowBest : firstBest;
      latestBest = windowBest;
      windows++;
      begin(frame, ahead);
    } else {
      windowBest = Math.max(windowBest, ahead);
    }
    if (isVideo && frame.keyFrame()) {
      gopNanos = hasKey ? Math.max(0, frame.dts().minus(lastKey).nanos()) : gopNanos;
      lastKey = frame.dts();
      hasKey = true;
    }
  }

  private void begin(Frame frame, long ahead) {
    windowStart = frame.receivedNanos();
    windowBest = ahead;
  }

  StreamTiming view() {
    long compared = Math.max(0, windows - 1);
    return new StreamTiming(
        gopNanos / 1_000_000,
        compared == 0 ? 0 : (latestBest - firstBest) / 1_000_000,
        compared * WINDOW_NANOS / 1_000_000);
  }
}
