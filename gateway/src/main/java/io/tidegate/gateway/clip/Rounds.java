package io.tidegate.gateway.clip;

import io.tidegate.media.Frame;
import io.tidegate.media.MediaTime;
import io.tidegate.media.StreamSink;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;

/// Puts the frames of a clip that is played over and over onto one timeline, which begins at zero
/// and has no end, in the order of their DTS. Confined to whoever reads the clip.
///
/// 1. [#accept] each frame of a round;
/// 2. [#end] at its end; then the next round.
///
/// Pictures and frames of sound are not of one length, so a round of the one is never exactly one
/// of the other. The lead begins anew after its period. What goes with it runs on without a gap: of
/// each round as many frames are played as begin before the next one does, so that it is never more
/// than a frame away from where it belongs, however many rounds there are.
final class Rounds {
  /// Muxers send no frame further from its place than this.
  private static final MediaTime DISORDER = MediaTime.ofSeconds(1);

  private final ClipTiming timing;
  private final StreamSink out;
  private final Map<Integer, TrackPlace> places = new HashMap<>();
  private final PriorityQueue<Placed> waiting =
      new PriorityQueue<>(
          Comparator.comparing((Placed placed) -> placed.frame.dts())
              .thenComparingLong(Placed::number));
  private MediaTime start = MediaTime.ZERO;
  private MediaTime newest = MediaTime.ZERO;
  private long number;

  /// @param number of frames with one time, the first comes first
  private record Placed(Frame frame, long number) {}

  /// @param out gets the frames
  Rounds(ClipTiming timing, StreamSink out) {
    this.timing = timing;
    this.out = out;
  }

  void accept(Frame frame) {
    TrackPlace place = places.computeIfAbsent(frame.trackId(), _ -> new TrackPlace());
    MediaTime offset = place.offset(frame);
    MediaTime dts = frame.dts().plus(offset);
    if (place.isOfNextRound(dts)) {
      return;
    }
    place.put(dts);
    newest = MediaTime.max(newest, dts);
    waiting.add(new Placed(frame.at(dts, frame.pts().plus(offset)), number++));
    release(newest.minus(DISORDER));
  }

  /// The next frame is the first of another round.
  void end() {
    start = start.plus(timing.period());
    release(MediaTime.max(newest, start));
    places.values().forEach(place -> place.started = false);
  }

  private void release(MediaTime until) {
    for (Placed next = waiting.peek();
        next != null && !next.frame.dts().isAfter(until);
        next = waiting.peek()) {
      waiting.remove();
      out.accept(next.frame);
    }
  }

  /// Where one track stands.
  private final class TrackPlace {
    boolean started;
    private boolean hasOut;
    private MediaTime offset = MediaTime.ZERO;
    private MediaTime limit = MediaTime.ZERO;
    private MediaTime last = MediaTime.ZERO;
    private MediaTime step = MediaTime.ZERO;

    MediaTime offset(Frame frame) {
      if (!started) {
        started = true;
        MediaTime ofRound = start.minus(timing.base());
        MediaTime natural = frame.dts().plus(ofRound);
        MediaTime next = last.plus(step);
        boolean follows =
            hasOut && frame.trackId() != timing.lead() && !natural.isAfter(next.plus(step));
        offset = follows ? next.minus(frame.dts()) : ofRound;
        limit = natural.plus(timing.period());
      }
      return offset;
    }

    boolean isOfNextRound(MediaTime dts) {
      return !dts.isBefore(limit);
    }

    void put(MediaTime dts) {
      if (hasOut) {
        step = dts.minus(last);
      }
      hasOut = true;
      last = dts;
    }
  }
}
