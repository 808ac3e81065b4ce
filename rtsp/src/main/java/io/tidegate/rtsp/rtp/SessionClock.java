package io.tidegate.rtsp.rtp;

import io.tidegate.media.MediaTime;
import io.tidegate.media.Nullable;

/// The timeline that all media of one session share. Loop-confined.
///
/// It starts with the first packet. Sender reports tie the sender's wall clock to it, once for the
/// whole session: what the sender says is simultaneous becomes simultaneous. RFC 3550 §6.4.1
final class SessionClock {
  /// A later report of who leads counts half: see [#follow].
  private static final long SMOOTHING = 2;

  private long startNanos;
  private boolean started;
  private boolean led;
  private @Nullable MediaTime wallClockOffset;
  private @Nullable MediaTime doubted;

  /// The timeline's time of an arrival.
  MediaTime arrival(long nowNanos) {
    if (!started) {
      started = true;
      startNanos = nowNanos;
    }
    return new MediaTime(nowNanos - startNanos);
  }

  /// Whether the sender's wall clock is tied to the timeline.
  boolean isTied() {
    return wallClockOffset != null;
  }

  /// From here on `wallClock` is `time`.
  void tie(NtpTime wallClock, MediaTime time) {
    wallClockOffset = time.minus(wallClock.sinceEpoch());
  }

  /// The wall clock of the sender says this of `time`. It is followed slowly, since senders that
  /// are busy write their reports late; what is far off counts when it is said twice.
  void follow(NtpTime wallClock, MediaTime time) {
    MediaTime measured = time.minus(wallClock.sinceEpoch());
    MediaTime offset = wallClockOffset;
    MediaTime before = doubted;
    doubted = null;
    if (offset == null || (before != null && isNear(measured, before))) {
      wallClockOffset = measured;
    } else if (isNear(measured, offset)) {
      wallClockOffset = offset.plus(new MediaTime(measured.minus(offset).nanos() / SMOOTHING));
    } else {
      doubted = measured;
    }
  }

  /// Whether the last report of who leads was far off, and no other has said the same yet.
  boolean isInDoubt() {
    return doubted != null;
  }

  private static boolean isNear(MediaTime one, MediaTime other) {
    return Math.abs(one.minus(other).nanos()) <= RtpClock.STEP.nanos();
  }

  /// True for the first that asks: the timeline is that of its timestamps, and the others follow.
  boolean lead() {
    boolean first = !led;
    led = true;
    return first;
  }

  /// The timeline's time of a moment of the sender's wall clock.
  MediaTime timeOf(NtpTime wallClock) {
    MediaTime offset = wallClockOffset;
    if (offset == null) {
      throw new IllegalStateException("no sender report yet");
    }
    return wallClock.sinceEpoch().plus(offset);
  }

  /// The sender's wall clock at a time of the timeline, as a time since 1970; null before the first
  /// sender report.
  @Nullable
  MediaTime wallClockOf(MediaTime time) {
    MediaTime offset = wallClockOffset;
    return offset == null ? null : time.minus(offset);
  }
}
