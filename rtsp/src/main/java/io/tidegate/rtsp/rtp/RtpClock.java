package io.tidegate.rtsp.rtp;

import io.tidegate.media.MediaTime;
import io.tidegate.media.Nullable;
import io.tidegate.media.TimestampUnwrapper;

/// Puts the RTP timestamps of one source on the session's timeline. RFC 3550 §5.1, §6.4.1.
/// Loop-confined.
///
/// 1. [#raw] and [#shiftAt] for every frame: its time is the sum of both;
/// 2. [#senderReport] as they come;
/// 3. [#restart] when the source began anew.
///
/// The first frame takes the time of its arrival. Sender reports tell what the shift should be: it
/// goes there slowly, so that neither sound nor picture jumps, and follows the drift between the
/// media clock and the sender's wall clock (a sound card that is 200 ppm fast is 120 ms ahead after
/// ten minutes). A difference over [#STEP] is corrected at once, by the first report or when two
/// say it. The source that leads is never corrected: the others are held against its reports, and
/// wait while those are in doubt.
final class RtpClock {
  /// What the shift moves at most per time that passed: 2 % is not seen and hardly heard, and
  /// corrects 100 ms in five seconds.
  private static final long SLEW_DIVISOR = 50;

  /// Over this, sound and picture are apart for all to see: better one jump.
  static final MediaTime STEP = MediaTime.ofMillis(250);

  /// Beyond the longest picture interval; a sender's wall clock that was set shows as more.
  static final MediaTime MAX_CORRECTION = MediaTime.ofSeconds(10);

  /// A report so far from the media is of another time, or garbage.
  private static final MediaTime MAX_REPORT_DISTANCE = MediaTime.ofSeconds(60);

  /// A timestamp that moved so much more or less than time did is a clock that was set.
  private static final MediaTime JUMP = MediaTime.ofSeconds(10);

  /// A later report counts half: cameras that stamp them by a clock of 10 ms are met.
  private static final long SMOOTHING = 2;

  private final SessionClock session;
  private final int hertz;
  private final boolean leads;
  private final TimestampUnwrapper unwrapper = new TimestampUnwrapper(32);

  private boolean started;
  private boolean reported;
  private MediaTime lastRaw = MediaTime.ZERO;
  private MediaTime lastArrival = MediaTime.ZERO;
  private MediaTime shift = MediaTime.ZERO;
  private MediaTime target = MediaTime.ZERO;
  private @Nullable MediaTime doubted;

  /// @param hertz ticks a second of the RTP timestamps
  RtpClock(SessionClock session, int hertz) {
    this(session, hertz, false);
  }

  /// @param leads the others follow it: the picture, where the smallest correction is seen
  RtpClock(SessionClock session, int hertz, boolean leads) {
    this.session = session;
    this.hertz = hertz;
    this.leads = leads;
  }

  /// The time of a timestamp on the source's own unwrapped line.
  MediaTime raw(long timestamp, long offsetTicks) {
    return MediaTime.ofTicks(unwrapper.unwrap(timestamp) + offsetTicks, hertz);
  }

  /// What to add to `raw` for the session's timeline.
  MediaTime shiftAt(MediaTime raw, long arrivedNanos) {
    MediaTime arrival = session.arrival(arrivedNanos);
    MediaTime moved = raw.minus(lastRaw);
    MediaTime passed = arrival.minus(lastArrival);
    if (!started) {
      started = true;
      if (!reported) {
        place(raw, arrival);
      } else {
        shift = target;
      }
    } else if (isOver(moved.minus(passed), JUMP)) {
      place(raw, arrival);
    } else {
      correct(moved);
    }
    lastRaw = raw;
    lastArrival = arrival;
    return shift;
  }

  /// @return false when the report could not be used
  boolean senderReport(NtpTime wallClock, long timestamp, long nowNanos) {
    if (!wallClock.isKnown()) {
      return false;
    }
    MediaTime raw = raw(timestamp, 0);
    if (started && isOver(raw.minus(lastRaw), MAX_REPORT_DISTANCE)) {
      return false;
    }
    if (leads && started) {
      session.follow(wallClock, raw.plus(shift));
      return true;
    }
    MediaTime assumed = started ? raw.plus(target) : session.arrival(nowNanos);
    if (!session.isTied()) {
      session.tie(wallClock, assumed);
    }
    MediaTime measured = session.timeOf(wallClock).minus(raw);
    MediaTime error = measured.minus(started ? target : measured);
    if (isOver(error, MAX_CORRECTION)) {
      if (!reported) {
        return false; // its wall clock is not that of the other media
      }
      session.tie(wallClock, assumed); // the wall clock was set: the media clocks run on
      return true;
    }
    approach(measured, error);
    return true;
  }

  /// A sender whose own source comes late, by another time whenever it reports, tells of a step of
  /// all its media each time. They are together: whoever follows such a step before the others has
  /// left them.
  private void approach(MediaTime measured, MediaTime error) {
    MediaTime before = doubted;
    doubted = null;
    if (!reported) {
      reported = true;
      target = measured;
    } else if (!isOver(error, STEP)) {
      target = target.plus(new MediaTime(error.nanos() / SMOOTHING));
    } else if (!session.isInDoubt() && before != null && !isOver(measured.minus(before), STEP)) {
      target = measured;
    } else {
      doubted = measured;
    }
  }

  /// The next timestamp has nothing to do with those before.
  void restart() {
    unwrapper.reset();
    started = false;
    reported = false;
    doubted = null;
  }

  private void place(MediaTime raw, MediaTime arrival) {
    shift = arrival.minus(raw);
    target = shift;
    reported = false;
  }

  private void correct(MediaTime moved) {
    MediaTime error = target.minus(shift);
    if (isOver(error, STEP)) {
      shift = target;
      return;
    }
    long limit = Math.max(0, moved.nanos()) / SLEW_DIVISOR;
    shift = shift.plus(new MediaTime(Math.clamp(error.nanos(), -limit, limit)));
  }

  private static boolean isOver(MediaTime difference, MediaTime limit) {
    return difference.isAfter(limit) || MediaTime.ZERO.minus(difference).isAfter(limit);
  }
}
