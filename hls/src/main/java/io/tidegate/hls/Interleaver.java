package io.tidegate.hls;

import io.tidegate.media.Frame;
import io.tidegate.media.MediaTime;
import java.util.ArrayDeque;
import java.util.function.Consumer;

/// Holds pictures back while their sound is late. Loop-confined.
///
/// Some multiplexes send sound up to a second after the pictures it belongs to; FFmpeg's transport
/// streams are 0.2 s late, with eight frames of sound in a packet. Cut as it comes, a segment's
/// sound would begin so long before its pictures. hls.js takes that for the segment's place: it
/// then skips a part or lays what follows a discontinuity over the end of what came before. Sound
/// that is late by no more than [#LATE], two frames of AAC, passes unnoticed: usual encoders cost
/// no delay. Sound that does not come at all is waited for once, until [#PATIENCE] of pictures have
/// gathered; then they pass until it is back.
final class Interleaver {
  static final MediaTime LATE = MediaTime.ofMillis(50);
  static final MediaTime PATIENCE = MediaTime.ofMillis(1_500);

  private final Consumer<Frame> out;
  private final ArrayDeque<Frame> held = new ArrayDeque<>();
  private int soundTrack;
  private MediaTime sound = MediaTime.ZERO;
  private MediaTime newestPicture = MediaTime.ZERO;
  private boolean waits;

  Interleaver(Consumer<Frame> out) {
    this.out = out;
  }

  /// @param soundId id of the track to wait for, 0 for none
  void tracks(int soundId) {
    flush();
    soundTrack = soundId;
    waits = false;
  }

  void accept(Frame frame) {
    if (soundTrack == 0) {
      out.accept(frame);
    } else if (frame.trackId() == soundTrack) {
      sound(frame);
    } else {
      picture(frame);
    }
  }

  /// Passes on what is held: nothing that belongs to it will come.
  void flush() {
    while (!held.isEmpty()) {
      out.accept(held.remove());
    }
  }

  private void sound(Frame frame) {
    sound = frame.dts();
    // sound that stays behind for good is not waited for again and again
    waits |= newestPicture.minus(sound).compareTo(PATIENCE) <= 0;
    out.accept(frame);
    release();
  }

  private void picture(Frame frame) {
    newestPicture = frame.dts();
    if (held.isEmpty() && (!waits || isInTime(frame))) {
      out.accept(frame);
      return;
    }
    held.add(frame);
    boolean isLost = frame.dts().minus(held.element().dts()).compareTo(PATIENCE) > 0;
    if (isLost) {
      flush();
      waits = false;
    }
  }

  private void release() {
    while (!held.isEmpty() && isInTime(held.element())) {
      out.accept(held.remove());
    }
  }

  private boolean isInTime(Frame picture) {
    return !picture.dts().isAfter(sound.plus(LATE));
  }
}
