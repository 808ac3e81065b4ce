package io.tidegate.hls;

import io.tidegate.media.MediaTime;
import io.tidegate.media.Nullable;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// Divides a stream into the Periods of its MPD. Loop-confined.
///
/// The presentation timeline is the wall clock: players take from it which segments there are. A
/// Period begins where the media break off, where the tracks change or one of them has no frame in
/// a segment, and where the media have run off from the wall clock by more than [#DRIFT_ALLOWED].
final class PeriodClock {
  static final MediaTime DRIFT_ALLOWED = MediaTime.ofSeconds(1);

  private @Nullable Instant origin;
  private @Nullable DashPeriod current;

  /// Where the last segment ends on the presentation timeline.
  private MediaTime end = MediaTime.ZERO;

  /// The Period of the next segment; null when DASH cannot be made of it.
  ///
  /// @param parts of the segment
  /// @param breaks it does not continue the segment before
  /// @param duration of the segment
  /// @param programTime wall-clock time of the segment's begin
  @Nullable
  DashPeriod next(
      long number,
      List<Part> parts,
      boolean breaks,
      @Nullable InitSection init,
      Instant programTime,
      MediaTime duration) {
    MediaTime first = firstShown(parts);
    if (init == null || first == null) {
      return gap();
    }
    if (origin == null) {
      origin = programTime.truncatedTo(ChronoUnit.MILLIS);
    }
    MediaTime wall = MediaTime.of(Duration.between(origin, programTime));
    Set<TrackKind> kinds = kinds(parts);
    DashPeriod period = current;
    boolean goesOn =
        period != null && !breaks && period.init().equals(init) && period.kinds().equals(kinds);
    if (period == null || !goesOn || isOff(period.presented(first), wall)) {
      MediaTime start = goesOn ? wall : MediaTime.max(wall, end);
      period = new DashPeriod(number, origin, start, first, init, kinds);
      current = period;
    }
    end = period.presented(first).plus(duration);
    return period;
  }

  /// The next segment is not there: numbers of a Period have no holes.
  @Nullable
  DashPeriod gap() {
    current = null;
    return null;
  }

  private static boolean isOff(MediaTime presented, MediaTime wall) {
    return Math.abs(presented.minus(wall).nanos()) > DRIFT_ALLOWED.nanos();
  }

  /// Of the pictures, or of the sound where there are none.
  private static @Nullable MediaTime firstShown(List<Part> parts) {
    for (TrackKind kind : TrackKind.values()) {
      MediaTime first = null;
      for (Part part : parts) {
        TrackSpan span = part.span(kind);
        if (span != null) {
          first = first == null ? span.earliest() : MediaTime.min(first, span.earliest());
        }
      }
      if (first != null) {
        return first;
      }
    }
    return null;
  }

  private static Set<TrackKind> kinds(List<Part> parts) {
    Set<TrackKind> kinds = EnumSet.noneOf(TrackKind.class);
    for (TrackKind kind : TrackKind.values()) {
      if (parts.stream().anyMatch(part -> part.span(kind) != null)) {
        kinds.add(kind);
      }
    }
    return kinds;
  }
}
