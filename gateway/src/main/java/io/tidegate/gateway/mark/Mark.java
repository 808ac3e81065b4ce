package io.tidegate.gateway.mark;

import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;

/// Something that was found in a stream. Immutable.
///
/// @param id no two have the same, over restarts too
/// @param at when what it is about came in
/// @param by a user, a token, or `tap people`
public record Mark(long id, StreamKey key, Instant at, Finding finding, String by) {
  /// In the order of their times.
  static final Comparator<Mark> BY_TIME =
      Comparator.comparing(Mark::at).thenComparingLong(Mark::id);

  /// What was found. Immutable.
  ///
  /// @param duration zero for a moment
  /// @param kind what programs tell marks apart by
  /// @param label for people, may be empty
  /// @param confidence 0 to 1, null where nobody says
  /// @param box where in the picture, null for all of it
  /// @param data a JSON object, empty for none
  public record Finding(
      Duration duration,
      String kind,
      String label,
      @Nullable Double confidence,
      @Nullable Box box,
      String data) {}

  /// A part of the picture, in fractions of its width and height from the top left corner.
  public record Box(double x, double y, double width, double height) {}

  /// When it is over.
  public Instant end() {
    return at.plus(finding.duration());
  }

  /// Whether some of it is from `from` on and before `to`.
  boolean isWithin(Instant from, Instant to) {
    boolean isOver = finding.duration().isZero() ? at.isBefore(from) : !end().isAfter(from);
    return !isOver && at.isBefore(to);
  }
}
