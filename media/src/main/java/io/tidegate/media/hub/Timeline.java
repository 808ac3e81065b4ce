package io.tidegate.media.hub;

import io.tidegate.media.Frame;
import io.tidegate.media.MediaTime;
import io.tidegate.media.StreamEvent.Discontinuity;
import io.tidegate.media.StreamSink;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/// Puts the frames of all publishers of a stream onto one continuous timeline.
///
/// The only code that rebases times, spots jumps and inserts [Discontinuity], so that all inputs
/// behave alike and no output ever sees time run backwards. Loop-confined.
///
/// - The first frame of a stream comes out at [#ORIGIN], which leaves room for a first frame of the
///   other track that is a little earlier.
/// - After [#restart] (another publisher) the next frame follows right after the last one. After
///   [#goOn] (another source of the same stream) so it does, and what another track sends of the
///   time that was put out before is left out.
/// - A track whose time goes back by [#JUMP_BACK] or more, or ahead by [#JUMP_AHEAD] more than the
///   clock on the wall, has jumped: it goes on where it was, after a discontinuity. The other
///   tracks keep their old offset until they jump too, and then take over the same new one, so the
///   distance between picture and sound stays as sent.
/// - After [#keep] (a publisher whose times are of this timeline already, as it codes another
///   stream anew) they stay as sent. When such a publisher returns, what it sends of the time that
///   was put out before is left out up to a key frame of each track, and a discontinuity marks a
///   time that nobody sent.
/// - Smaller steps back, and times told twice (GStreamer's flvmux does it when its encoder is
///   late), are flattened: the frame comes [#LEAST_STEP] after the one before it. So no two frames
///   of a track have one time.
final class Timeline {
  static final MediaTime ORIGIN = MediaTime.ofSeconds(1);

  /// Encoders deliver slightly out of order, but never by a second.
  static final MediaTime JUMP_BACK = MediaTime.ofSeconds(1);

  /// A paused camera shows the same gap on the wall clock; three seconds more than that is a jump.
  static final MediaTime JUMP_AHEAD = MediaTime.ofSeconds(3);

  /// Tracks that start further apart than this have clocks of their own.
  static final MediaTime UNRELATED = MediaTime.ofSeconds(10);

  /// A tick of the coarsest clock that outputs have, FLV's milliseconds.
  static final MediaTime LEAST_STEP = MediaTime.ofMillis(1);

  /// Distance to the next frame where only one frame of a track was seen.
  private static final MediaTime USUAL_STEP = MediaTime.ofMillis(20);

  private final Map<Integer, TrackClock> clocks = new HashMap<>();
  private boolean anchored;
  private boolean trims;
  private boolean keeps;
  private boolean returned;
  private MediaTime offset = MediaTime.ZERO;
  private MediaTime end = ORIGIN;
  private long discontinuities;
  private long flattened;

  /// Passes `frame` on to `out` at its place on the timeline, after a [Discontinuity] if one is
  /// due.
  void accept(Frame frame, StreamSink out) {
    if (keeps) {
      asSent(frame, out);
      return;
    }
    boolean isAnchor = !anchored;
    if (isAnchor) {
      anchored = true;
      offset = end.minus(frame.dts());
    }
    TrackClock clock = clocks.computeIfAbsent(frame.trackId(), id -> new TrackClock());
    if (!clock.started) {
      start(clock, frame);
      if (trims && !isAnchor && clock.isPast(frame)) {
        clock.started = false;
        return;
      }
    } else if (clock.jumped(frame)) {
      follow(clock, frame, out);
    }
    put(clock, frame, out);
  }

  private void put(TrackClock clock, Frame frame, StreamSink out) {
    clock.signalled = false;
    MediaTime dts = clock.place(frame);
    boolean moved = !dts.equals(frame.dts().plus(clock.offset));
    flattened += moved ? 1 : 0;
    MediaTime pts = MediaTime.max(dts, frame.pts().plus(clock.offset));
    end = MediaTime.max(end, pts.plus(clock.step));
    out.accept(frame.at(dts, pts));
  }

  private void asSent(Frame frame, StreamSink out) {
    TrackClock clock = clocks.computeIfAbsent(frame.trackId(), id -> new TrackClock());
    clock.offset = MediaTime.ZERO;
    boolean isPast = clock.isPast(frame);
    if (!clock.started) {
      if (clock.hasOut && (isPast || !frame.keyFrame())) {
        return;
      }
      clock.started = true;
      if (returned && clock.leavesHole(frame)) {
        returned = false;
        discontinuities++;
        out.accept(new Discontinuity(Discontinuity.Reason.TIME_JUMP));
      }
    } else if (isPast && clock.lastOut.minus(frame.dts()).compareTo(JUMP_BACK) >= 0) {
      return; // no place is left for it
    }
    put(clock, frame, out);
  }

  /// The publisher that comes now sends times of this timeline.
  void keep() {
    restart(false);
    keeps = true;
    returned = true;
  }

  /// Another publisher goes on: its first frame, whatever its time, follows the last one.
  void restart() {
    restart(false);
  }

  /// The same for a source that stood by: what it sends of the past was there already.
  void goOn() {
    restart(true);
  }

  private void restart(boolean trimming) {
    anchored = false;
    keeps = false;
    trims = trimming;
    clocks.values().forEach(clock -> clock.started = false);
  }

  /// The input announced a break: the next step of each track is judged strictly.
  void signal(Discontinuity event, StreamSink out) {
    clocks.values().forEach(clock -> clock.signalled = true);
    discontinuities++;
    out.accept(event);
  }

  void forgetTracksBut(Collection<Integer> ids) {
    clocks.keySet().retainAll(ids);
  }

  /// Where the last frame ends in output order.
  MediaTime end() {
    return end;
  }

  long discontinuities() {
    return discontinuities;
  }

  /// Frames whose DTS was raised to that of the frame before.
  long flattened() {
    return flattened;
  }

  private void start(TrackClock clock, Frame frame) {
    clock.started = true;
    MediaTime place = frame.dts().plus(offset);
    boolean unrelated = place.isAfter(end.plus(UNRELATED)) || place.isBefore(end.minus(UNRELATED));
    clock.offset = unrelated ? end.minus(frame.dts()) : offset;
  }

  private void follow(TrackClock clock, Frame frame, StreamSink out) {
    MediaTime expected = clock.lastOut.plus(clock.step);
    MediaTime withSharedOffset = frame.dts().plus(offset);
    boolean anotherTrackJumpedFirst =
        !offset.equals(clock.offset)
            && !withSharedOffset.isAfter(expected.plus(JUMP_AHEAD))
            && !withSharedOffset.isBefore(expected.minus(JUMP_AHEAD));
    if (anotherTrackJumpedFirst) {
      clock.offset = offset;
      return;
    }
    offset = expected.minus(frame.dts());
    clock.offset = offset;
    if (!clock.signalled) {
      discontinuities++;
      out.accept(new Discontinuity(Discontinuity.Reason.TIME_JUMP));
    }
  }

  /// Where one track stands.
  private static final class TrackClock {
    boolean started;
    boolean signalled;
    boolean hasOut;
    MediaTime offset = MediaTime.ZERO;
    MediaTime lastIn = MediaTime.ZERO;
    MediaTime lastOut = MediaTime.ZERO;
    MediaTime step = USUAL_STEP;
    long lastReceivedNanos;

    boolean jumped(Frame frame) {
      MediaTime moved = frame.dts().minus(lastIn);
      if (signalled) {
        return moved.isNegative() || moved.isAfter(JUMP_BACK);
      }
      if (moved.nanos() <= -JUMP_BACK.nanos()) {
        return true;
      }
      MediaTime onTheWall = new MediaTime(Math.max(0, frame.receivedNanos() - lastReceivedNanos));
      return moved.isAfter(onTheWall.plus(JUMP_AHEAD));
    }

    boolean isPast(Frame frame) {
      return hasOut && !frame.dts().plus(offset).isAfter(lastOut);
    }

    /// More than a frame is missing before it.
    boolean leavesHole(Frame frame) {
      return hasOut && frame.dts().minus(lastOut).nanos() > 2 * step.nanos();
    }

    MediaTime place(Frame frame) {
      MediaTime earliest = hasOut ? lastOut.plus(LEAST_STEP) : MediaTime.ZERO;
      MediaTime out = MediaTime.max(frame.dts().plus(offset), earliest);
      MediaTime moved = out.minus(lastOut);
      if (hasOut && moved.isAfter(LEAST_STEP) && moved.isBefore(JUMP_BACK)) {
        step = moved;
      }
      hasOut = true;
      lastIn = frame.dts();
      lastOut = out;
      lastReceivedNanos = frame.receivedNanos();
      return out;
    }
  }
}
