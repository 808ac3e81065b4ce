package io.tidegate.hls;

import io.tidegate.media.MediaTime;
import java.util.List;

/// The length of parts of Low-Latency HLS: a whole number of frames. Immutable.
///
/// Every part but a segment's last must last 85 to 100 % of PART-TARGET (RFC 8216bis §4.4.4.9). A
/// part of 200 ms at 24 frames a second holds 4 frames or 167 ms, 83 %; so the target is the whole
/// number of frames nearest to what was configured: 5 frames, 208.3 ms.
///
/// @param target PART-TARGET: `frames` frames, plus what a clock in milliseconds adds by rounding
/// @param frames in a part
/// @param frame how long one lasts
record PartTarget(MediaTime target, int frames, MediaTime frame) {
  /// Fewer frames say too little of a stream's rhythm.
  static final int ENOUGH_FRAMES = 8;

  /// Measures the rhythm of a stream.
  ///
  /// @param durations of successive frames, at least one, their sum above zero
  /// @param declared what the bitstream says a frame lasts, zero when it does not
  /// @param wanted configured length of a part
  static PartTarget measure(List<MediaTime> durations, MediaTime declared, MediaTime wanted) {
    long total = durations.stream().mapToLong(MediaTime::nanos).sum();
    long mean = total / durations.size();
    if (mean < 1) {
      throw new IllegalArgumentException("frames without duration");
    }
    boolean declaredRight = Math.abs(declared.nanos() - mean) <= mean / 50;
    long frame = declaredRight ? declared.nanos() : mean;
    // nearest whole number; the smaller one in the middle between two
    int frames = (int) Math.max(1, Math.ceilDiv(2 * wanted.nanos() - frame, 2 * frame));
    long exact = frame * frames;
    long widest = widestSpan(durations, frames);
    boolean isRounding = widest > exact && widest <= exact + exact / 10;
    return new PartTarget(new MediaTime(isRounding ? widest : exact), frames, new MediaTime(frame));
  }

  /// Whether a part that has lasted so long ends here: one more frame would not fit.
  boolean isFull(MediaTime elapsed) {
    return elapsed.nanos() + frame.nanos() > target.nanos() + tolerance();
  }

  /// Whether a part that lasts so long is over the target by more than unsteady time stamps.
  boolean isOver(MediaTime elapsed) {
    return elapsed.nanos() > target.nanos() + tolerance();
  }

  /// 5 % of unsteadiness, but never as much as a frame.
  private long tolerance() {
    return Math.min(target.nanos() / 20, frame.nanos() / 2);
  }

  private static long widestSpan(List<MediaTime> durations, int frames) {
    long widest = 0;
    long span = 0;
    for (int i = 0; i < durations.size(); i++) {
      span += durations.get(i).nanos();
      if (i >= frames) {
        span -= durations.get(i - frames).nanos();
      }
      if (i >= frames - 1) {
        widest = Math.max(widest, span);
      }
    }
    return widest;
  }
}
