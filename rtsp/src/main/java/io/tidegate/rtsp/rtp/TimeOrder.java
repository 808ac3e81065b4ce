package io.tidegate.rtsp.rtp;

import io.tidegate.media.Bytes;
import io.tidegate.media.Frame;
import io.tidegate.media.MediaTime;
import io.tidegate.media.StreamEvent.Discontinuity;
import io.tidegate.media.TrackAnnouncer;
import java.util.HashMap;
import java.util.Map;

/// Keeps the frames of a session to the rules of time that [io.tidegate.media.StreamEvent] sets.
/// Loop-confined.
///
/// A track that goes back by [#JUMP_BACK] or more has jumped: a [Discontinuity] comes before it.
/// Less than that, which corrections of the clock do, is flattened.
final class TimeOrder {
  private static final MediaTime JUMP_BACK = MediaTime.ofSeconds(1);

  private final TrackAnnouncer announcer;
  private final Map<Integer, MediaTime> lastDts = new HashMap<>();

  TimeOrder(TrackAnnouncer announcer) {
    this.announcer = announcer;
  }

  TrackAnnouncer announcer() {
    return announcer;
  }

  /// @param pts raised to the DTS when it is before it
  void frame(Placed placed, MediaTime dts, MediaTime pts) {
    MediaTime last = lastDts.getOrDefault(placed.trackId(), dts);
    MediaTime decode = dts;
    if (dts.isBefore(last)) {
      if (last.minus(dts).isBefore(JUMP_BACK)) {
        decode = last;
      } else {
        lastDts.clear();
        announcer.discontinuity(new Discontinuity(Discontinuity.Reason.TIME_JUMP));
      }
    }
    lastDts.put(placed.trackId(), decode);
    announcer.frame(
        new Frame(
            placed.trackId(),
            decode,
            MediaTime.max(pts, decode),
            placed.keyFrame(),
            placed.payload(),
            placed.receivedNanos()));
  }

  /// A frame but for its times.
  record Placed(int trackId, boolean keyFrame, Bytes payload, long receivedNanos) {}
}
