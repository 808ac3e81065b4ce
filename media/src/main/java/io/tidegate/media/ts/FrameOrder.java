package io.tidegate.media.ts;

import io.tidegate.media.Bytes;
import io.tidegate.media.CodecParams;
import io.tidegate.media.Frame;
import io.tidegate.media.MediaTime;
import io.tidegate.media.Reason;
import io.tidegate.media.ReasonCounters;
import io.tidegate.media.StreamEvent.Discontinuity;
import io.tidegate.media.TrackAnnouncer;
import java.util.HashMap;
import java.util.Map;

/// Keeps the frames of a program to the rules of time that [io.tidegate.media.StreamEvent] sets.
/// Loop-confined.
///
/// - A frame of a new time base comes after a [Discontinuity]; what was left of the old one is
///   dropped.
/// - A track that goes back by a second or more without a word has jumped: a [Discontinuity] comes
///   before it. Less than that is flattened: the frame gets the DTS of the one before.
/// - A PTS before its DTS becomes the DTS.
final class FrameOrder {
  private static final MediaTime JUMP_BACK = MediaTime.ofSeconds(1);

  private final TrackAnnouncer announcer;
  private final ReasonCounters counters;
  private final Map<Integer, MediaTime> lastDts = new HashMap<>();
  private int currentEpoch;

  FrameOrder(TrackAnnouncer announcer, ReasonCounters counters) {
    this.announcer = announcer;
    this.counters = counters;
  }

  void params(int trackId, CodecParams params) {
    announcer.params(trackId, params);
  }

  /// @param payload is kept as it is
  void frame(Timing timing, boolean keyFrame, Bytes payload) {
    if (timing.epoch() < currentEpoch) {
      counters.add(Reason.OUT_OF_ORDER);
      return;
    }
    if (timing.epoch() > currentEpoch) {
      currentEpoch = timing.epoch();
      breakOff(Discontinuity.Reason.SIGNALLED);
    }
    MediaTime dts = timing.dts();
    MediaTime last = lastDts.getOrDefault(timing.trackId(), dts);
    if (dts.isBefore(last)) {
      counters.add(Reason.OUT_OF_ORDER);
      if (last.minus(dts).isBefore(JUMP_BACK)) {
        dts = last;
      } else {
        breakOff(Discontinuity.Reason.TIME_JUMP);
      }
    }
    lastDts.put(timing.trackId(), dts);
    if (timing.pts().isBefore(timing.dts())) {
      counters.add(Reason.BAD_VALUE);
    }
    MediaTime pts = MediaTime.max(timing.pts(), dts);
    announcer.frame(
        new Frame(timing.trackId(), dts, pts, keyFrame, payload, timing.receivedNanos()));
  }

  private void breakOff(Discontinuity.Reason reason) {
    lastDts.clear();
    announcer.discontinuity(new Discontinuity(reason));
  }

  /// When a frame is, and whose it is.
  record Timing(int trackId, int epoch, MediaTime dts, MediaTime pts, long receivedNanos) {}
}
