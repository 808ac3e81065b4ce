package io.tidegate.bench.load;

import io.tidegate.media.Nullable;
import io.tidegate.media.flv.FlvTag;

/// How far sound is from the picture that was captured with it, as a viewer sees it. Confined to
/// one thread; the results may be read on any, when it has ended.
///
/// Each frame has the time of its capture in it. Its time in the stream less that is the same for
/// picture and sound when they are together.
final class AvOffset {
  private @Nullable Double picture;
  private @Nullable Double sound;
  private double firstMs = Double.NaN;
  private volatile double lastMs = Double.NaN;
  private volatile double worstMs;

  void tag(FlvTag tag) {
    int at = Stamp.find(tag.body());
    if (at < 0) {
      return;
    }
    double ahead = tag.timestampMs() - Stamp.micros(tag.body(), at) / 1e3;
    if (tag.type() == FlvTag.Type.VIDEO) {
      picture = smoothed(picture, ahead);
    } else {
      sound = smoothed(sound, ahead);
    }
    Double one = picture;
    Double other = sound;
    if (one != null && other != null) {
      double offset = other - one;
      if (Double.isNaN(firstMs)) {
        firstMs = offset;
      }
      lastMs = offset;
      worstMs = Math.max(worstMs, Math.abs(offset));
    }
  }

  /// Over half a second: single frames are sent late on a busy machine.
  private static double smoothed(@Nullable Double before, double now) {
    return before == null ? now : before + (now - before) / 16;
  }

  double firstMs() {
    return firstMs;
  }

  double lastMs() {
    return lastMs;
  }

  double worstMs() {
    return worstMs;
  }
}
