package io.tidegate.hls;

import io.tidegate.media.DataSize;
import io.tidegate.media.Frame;
import io.tidegate.media.MediaTime;

/// Decides where segments begin, and with that the target duration. Loop-confined, pure.
///
/// A segment ends at the key frame nearest to the wanted length: with a key frame every 2 s and 2 s
/// wanted, each lasts 2.0 s. Where every frame is a key frame (audio alone) that is a cut by time.
/// Key frames that are too rare do not make segments longer than the target duration allows: then
/// one begins at another frame.
///
/// RFC 8216 §4.3.3.1 forbids the target duration to change, so it is fixed when the first segment
/// ends: a second more than the longer of that segment and the wanted length, three times the
/// wanted length at most. The second is room for late key frames and for a publisher's return.
final class CutPolicy implements Cuts {
  /// Without a target duration yet, key frames are waited for this many wanted lengths.
  private static final int PATIENCE = 3;

  /// A segment is cut at any frame before it holds more: 60 s of 4 Mbit/s, 2 s of 120 Mbit/s.
  private static final DataSize SEGMENT_LIMIT = DataSize.ofMegabytes(30);

  private static final long SECOND = 1_000_000_000L;

  /// EXTINF is rounded before it is compared with the target: stay below one half.
  private static final long BELOW_HALF = SECOND / 2 - SECOND / 1_000;

  private final long wanted;
  private long start;
  private long lastKey;
  private long keyInterval;
  private int targetSeconds;

  CutPolicy(MediaTime wanted) {
    this.wanted = wanted.nanos();
  }

  /// The target duration that was told before. Before the first segment.
  void keep(int seconds) {
    targetSeconds = seconds;
  }

  @Override
  public void opened(MediaTime at, boolean keyFrame) {
    start = at.nanos();
    if (keyFrame) {
      lastKey = start;
    }
  }

  @Override
  public boolean cutsAt(Frame frame, MediaTime step, long bytes) {
    return cutsAt(frame.dts(), frame.keyFrame(), step) || bytes > SEGMENT_LIMIT.bytes();
  }

  boolean cutsAt(MediaTime at, boolean keyFrame, MediaTime step) {
    long elapsed = at.nanos() - start;
    if (keyFrame) {
      // remembers the longest of the last intervals: a scene cut does not shorten the next one
      keyInterval = Math.max(at.nanos() - lastKey, keyInterval - keyInterval / 8);
      lastKey = at.nanos();
      boolean isNearest = elapsed + keyInterval / 2 >= wanted;
      if (isNearest || elapsed + keyInterval > longestNanos()) {
        return true;
      }
    }
    return elapsed + step.nanos() >= longestNanos();
  }

  @Override
  public MediaTime end(Frame next) {
    return next.dts();
  }

  @Override
  public boolean isExact() {
    return false;
  }

  @Override
  public boolean isTooLong(MediaTime end) {
    return end.nanos() - start > longestNanos();
  }

  @Override
  public void closed(MediaTime duration) {
    if (targetSeconds == 0) {
      long longer = Math.max(duration.nanos(), wanted);
      long most = Math.ceilDiv(PATIENCE * wanted, SECOND);
      targetSeconds = (int) Math.min(longer / SECOND + 1, most);
    }
  }

  @Override
  public int targetSeconds() {
    return targetSeconds;
  }

  private long longestNanos() {
    return targetSeconds == 0 ? PATIENCE * wanted : targetSeconds * SECOND + BELOW_HALF;
  }
}
