package io.tidegate.media.hub;

import io.tidegate.media.Codec;
import io.tidegate.media.Frame;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamEvent;
import io.tidegate.media.StreamEvent.TracksChanged;
import io.tidegate.media.StreamSink;
import io.tidegate.media.Track;
import io.tidegate.media.TrackList;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/// The sinks of one hub, and which of two sounds each of them gets. Confined to the hub's loop.
///
/// A sink that said what it carries gets derived sound in place of an original that it cannot
/// carry; every other sink gets originals alone.
final class Audience {
  /// One sink.
  static final class Seat {
    final StreamSink sink;
    private final Predicate<Codec> carries;
    private TrackList announced = TrackList.EMPTY;
    private boolean takesDerived;

    private Seat(StreamSink sink, Predicate<Codec> carries) {
      this.sink = sink;
      this.carries = carries;
    }
  }

  private static final Seat[] NOBODY = {};

  /// Calls a sink, and catches what it should never throw.
  private final BiConsumer<StreamSink, StreamEvent> call;

  /// Replaced, never changed: a sink may leave while all are served.
  private Seat[] seats = NOBODY;

  private @Nullable Track derived;

  Audience(BiConsumer<StreamSink, StreamEvent> call) {
    this.call = call;
  }

  Seat add(StreamSink sink, Predicate<Codec> carries) {
    Seat seat = new Seat(sink, carries);
    Seat[] more = new Seat[seats.length + 1];
    System.arraycopy(seats, 0, more, 0, seats.length);
    more[seats.length] = seat;
    seats = more;
    return seat;
  }

  @SuppressWarnings("ReferenceEquality") // this very sink, whatever its equals() says
  void remove(StreamSink sink) {
    for (int i = 0; i < seats.length; i++) {
      if (seats[i].sink == sink) {
        Seat[] fewer = new Seat[seats.length - 1];
        System.arraycopy(seats, 0, fewer, 0, i);
        System.arraycopy(seats, i + 1, fewer, i, fewer.length - i);
        seats = fewer;
        return;
      }
    }
  }

  /// True when some sink cannot carry `original`.
  boolean lacks(Codec original) {
    for (Seat seat : seats) {
      if (!seat.carries.test(original)) {
        return true;
      }
    }
    return false;
  }

  /// True when some sink cannot carry `original`, but what it would become.
  boolean needs(Codec original, Codec becomes) {
    for (Seat seat : seats) {
      if (wantsDerived(seat, original, becomes)) {
        return true;
      }
    }
    return false;
  }

  /// Tells every sink its tracks, where they are not the ones it knows.
  ///
  /// @param all originals, and the derived track after them
  void announce(TrackList all) {
    Track made = all.asList().stream().filter(Track::isDerived).findFirst().orElse(null);
    Track original = made == null ? null : all.find(made.derivedFrom());
    derived = made;
    for (Seat seat : seats) {
      boolean takes =
          made != null && original != null && wantsDerived(seat, original.codec(), made.codec());
      seat.takesDerived = takes;
      TrackList its = all.filter(track -> gets(takes, track.id(), made));
      if (!its.equals(seat.announced)) {
        seat.announced = its;
        call.accept(seat.sink, new TracksChanged(its));
      }
    }
  }

  /// To every sink; a frame only to those whose track it is of.
  void deliver(StreamEvent event) {
    for (Seat seat : seats) {
      deliver(seat, event);
    }
  }

  void deliver(Seat seat, StreamEvent event) {
    if (!(event instanceof Frame frame) || gets(seat.takesDerived, frame.trackId(), derived)) {
      call.accept(seat.sink, event);
    }
  }

  /// Calls all for the last time.
  void end(StreamEvent last) {
    Seat[] leaving = seats;
    seats = NOBODY;
    for (Seat seat : leaving) {
      call.accept(seat.sink, last);
    }
  }

  private static boolean wantsDerived(Seat seat, Codec original, Codec becomes) {
    return !seat.carries.test(original) && seat.carries.test(becomes);
  }

  /// The original or the derived one, never both.
  private static boolean gets(boolean takesDerived, int trackId, @Nullable Track derived) {
    if (derived == null) {
      return true;
    }
    return takesDerived ? trackId != derived.derivedFrom() : trackId != derived.id();
  }
}
