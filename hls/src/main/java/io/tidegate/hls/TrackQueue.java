package io.tidegate.hls;

import io.tidegate.media.CodecParams;
import io.tidegate.media.Frame;
import io.tidegate.media.MediaTime;
import io.tidegate.media.Nullable;
import io.tidegate.media.Track;
import io.tidegate.media.fmp4.Sample;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/// The frames of one track that no part holds yet. Loop-confined.
///
/// The last frame waits apart until the next one tells how long it lasts.
final class TrackQueue {
  /// Where neither the bitstream nor a second frame tells: 25 frames a second.
  private static final MediaTime USUAL_STEP = MediaTime.ofMillis(40);

  /// A longer step is a gap, not the rhythm.
  private static final MediaTime LONGEST_STEP = MediaTime.ofSeconds(1);

  private final Track track;
  private final ArrayDeque<Sample> timed = new ArrayDeque<>();
  private @Nullable Frame last;
  private MediaTime step;

  TrackQueue(Track track) {
    this.track = track;
    MediaTime declared = declaredStep(track.params());
    this.step = declared.nanos() > 0 ? declared : USUAL_STEP;
  }

  Track track() {
    return track;
  }

  /// What the bitstream says a frame lasts, zero when it does not.
  static MediaTime declaredStep(CodecParams params) {
    return switch (params) {
      case CodecParams.Video video -> video.format().frameRate().frameDuration();
      case CodecParams.Audio audio -> audio.frameDuration();
    };
  }

  /// How long a frame usually lasts.
  MediaTime step() {
    return step;
  }

  void add(Frame frame) {
    if (last != null) {
      MediaTime duration = frame.dts().minus(last.dts());
      timed.add(new Sample(last, frame.dts()));
      if (duration.nanos() > 0 && duration.isBefore(LONGEST_STEP)) {
        step = duration;
      }
    }
    last = frame;
  }

  /// No frame follows in this run: the last one gets its usual duration.
  void finish() {
    if (last != null) {
      timed.add(new Sample(last, last.dts().plus(step)));
      last = null;
    }
  }

  /// Decoding time of the newest frame whose duration is known, if it is not the only one left;
  /// else `otherwise`.
  MediaTime newestTimed(MediaTime otherwise) {
    return timed.size() > 1 ? timed.getLast().frame().dts() : otherwise;
  }

  /// Takes the frames that begin before `end`, in decoding order.
  List<Sample> takeBefore(MediaTime end) {
    List<Sample> taken = new ArrayList<>();
    for (Sample first = timed.peek();
        first != null && first.frame().dts().isBefore(end);
        first = timed.peek()) {
      taken.add(timed.remove());
    }
    return taken;
  }

  /// Throws away what begins before `start`.
  void dropBefore(MediaTime start) {
    takeBefore(start);
    if (last != null && last.dts().isBefore(start)) {
      last = null;
    }
  }

  void clear() {
    timed.clear();
    last = null;
  }
}
