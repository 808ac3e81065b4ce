package io.tidegate.transcode;

import io.tidegate.media.MediaTime;

/// Ties a running count of samples to the times of the frames they came in. Confined to one thread.
///
/// The count goes on evenly, as an encoder needs it; the times follow the frames': a sample clock
/// that drifts against them is corrected by a part of the error at every frame, too little to be
/// heard or seen. A gap becomes silence, an overlap is cut off.
final class SampleClock {
  /// Frame times of real senders jump about by this; more than that is a gap or an overlap.
  static final MediaTime JITTER = MediaTime.ofMillis(100);

  /// A longer gap stays one: players that waited for it have stalled anyway.
  static final MediaTime MAX_SILENCE = MediaTime.ofSeconds(3);

  /// An error has shrunk to a third after this much sound. 200 ppm of drift then cost 0.3 ms.
  private static final MediaTime SETTLING = MediaTime.ofMillis(1_280);

  private static final double NANOS_PER_SECOND = 1e9;

  private final int rate;
  private boolean started;
  private double originNanos;
  private long position;

  SampleClock(int rate) {
    this.rate = rate;
  }

  /// A frame of `samples` samples begins at `at`.
  ///
  /// @return samples of silence to put before it; when negative, samples to drop from its start
  int place(MediaTime at, int samples) {
    if (!started) {
      started = true;
      originNanos = (double) at.nanos();
    }
    double error = (double) at.nanos() - nanosAt((double) position);
    if (Math.abs(error) <= JITTER.nanos()) {
      double share = samples * NANOS_PER_SECOND / rate / (double) SETTLING.nanos();
      originNanos += error * Math.min(1, share);
      return 0;
    }
    if (error < 0) {
      return -(int) Math.min(samples, Math.round(-error * rate / NANOS_PER_SECOND));
    }
    if (error > MAX_SILENCE.nanos()) {
      originNanos += error;
      return 0;
    }
    return (int) Math.round(error * rate / NANOS_PER_SECOND);
  }

  /// So many samples, or so much silence, went on to the encoder.
  void advance(int samples) {
    position += samples;
  }

  /// The time of a sample, counted from the first one; fractions are fine.
  MediaTime timeAt(double sample) {
    return new MediaTime(Math.round(nanosAt(sample)));
  }

  private double nanosAt(double sample) {
    return originNanos + sample * NANOS_PER_SECOND / rate;
  }
}
