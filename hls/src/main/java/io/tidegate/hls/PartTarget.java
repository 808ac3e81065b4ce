package io.tidegate.hls;

import io.tidegate.media.MediaTime;
import java.util.List;

/// The length of parts of Low-Latency HLS: a whole number of frames. Immutable.
///
/// Every part but a segment's last must last 85 to 100 % of PART-TARGET (RFC 8216bis §4.4.4.9). A
/// part of 200 ms at 24 frames a second holds 4 frames or 167 ms, 83 %; so the target is the whole
/// number of frames nearest to what was configured: 5 frames, 208.3 ms. Players of iOS give up when
/// it changes, so it is measured once; [PartSlicer] keeps to it whatever the frames do later.
///
/// @param target PART-TARGET: `frames` frames, plus what a clock in milliseconds adds by rounding
/// @param frames in a part
/// @param frame how long one lasts
record PartTarget(MediaTime target, int frames, MediaTime frame) {
  /// Fewer frames say too little of a stream's rhythm.
  static final int ENOUGH_FRAMES = 8;

  /// Clocks in milliseconds make a part so much longer at most.
  private static final long ROUNDING_NANOS = 1_000_000;

  /// Measures the rhythm of a stream.
  ///
  /// @param durations of successive frames, at least one above zero
  /// @param declared what the bitstream says a frame lasts, zero when it does not
  /// @param wanted configured length of a part
  static PartTarget measure(List<MediaTime> durations, MediaTime declared, MediaTime wanted) {
    long mean = usual(durations);
    boolean declaredRight = Math.abs(declared.nanos() - mean) <= mean / 50;
    long frame = declaredRight ? declared.nanos() : mean;
    // nearest whole number; the smaller one in the middle between two
    int frames = (int) Math.max(1, Math.ceilDiv(2 * wanted.nanos() - frame, 2 * frame));
    long exact = frame * frames;
    long widest = widestSpan(durations, frames);
    long rounding = Math.clamp(widest - exact, 0, ROUNDING_NANOS);
    return new PartTarget(new MediaTime(exact + rounding), frames, new MediaTime(frame));
  }

  /// The mean of what is neither a gap nor a burst: within half of the median.
  private static long usual(List<MediaTime> durations) {
    long[] sorted =
        durations.stream()
            .mapToLong(MediaTime::nanos)
            .filter(nanos -> nanos > 0)
            .sorted()
            .toArray();
    if (sorted.length == 0) {
      throw new IllegalArgumentException("frames without duration");
    }
    long median = sorted[sorted.length / 2];
    long total = 0;
    int count = 0;
    for (long nanos : sorted) {
      if (Math.abs(nanos - median) <= median / 2) {
        total += nanos;
        count++;
      }
    }
    return total / count;
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
