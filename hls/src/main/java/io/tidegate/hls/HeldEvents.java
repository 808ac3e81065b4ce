package io.tidegate.hls;

import io.tidegate.media.Frame;
import io.tidegate.media.MediaTime;
import io.tidegate.media.Nullable;
import java.util.ArrayDeque;
import java.util.function.Predicate;

/// What of a stream waits until another one, whose marks it follows, has come as far.
/// Loop-confined.
final class HeldEvents {
  sealed interface Event {}

  /// A frame.
  record Came(Frame frame) implements Event {}

  /// Tracks from here on.
  record Turns(CarriedTracks tracks) implements Event {}

  /// Time or content breaks off.
  enum Break implements Event {
    HERE
  }

  /// So long at most between the first and the last frame: what the other one holds itself waiting
  /// for sound, and as much again.
  static final MediaTime LIMIT = MediaTime.ofSeconds(3);

  private final ArrayDeque<Event> held = new ArrayDeque<>();

  void add(Event event) {
    held.add(event);
  }

  boolean isEmpty() {
    return held.isEmpty();
  }

  /// Takes out the first one, unless it has to wait on: then it is null.
  @Nullable
  Event next(Predicate<Event> isDecided) {
    Event first = held.peek();
    return first != null && isDecided.test(first) ? held.remove() : null;
  }

  boolean isOverfull() {
    return held.peekLast() instanceof Came last
        && held.peekFirst() instanceof Came first
        && last.frame().dts().isAfter(first.frame().dts().plus(LIMIT));
  }

  /// Gives up all frames.
  ///
  /// @return how many there were
  int dropFrames() {
    int before = held.size();
    held.removeIf(Came.class::isInstance);
    return before - held.size();
  }
}
