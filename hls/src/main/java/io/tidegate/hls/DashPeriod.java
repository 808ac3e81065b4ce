package io.tidegate.hls;

import io.tidegate.media.MediaTime;
import java.time.Instant;
import java.util.Set;

/// A Period of the MPD: segments that follow each other without a break, with the same tracks.
/// ISO/IEC 23009-1 §5.3.2. Immutable.
///
/// @param number of its first segment, which makes its id: no other Period has the same
/// @param origin `availabilityStartTime`, the same in all Periods of a packager
/// @param start on the presentation timeline, which begins at `origin`
/// @param media the tracks' own time at `start`
/// @param init what decoders need first
/// @param kinds the tracks that have frames in each of its segments
record DashPeriod(
    long number,
    Instant origin,
    MediaTime start,
    MediaTime media,
    InitSection init,
    Set<TrackKind> kinds) {
  DashPeriod {
    kinds = Set.copyOf(kinds);
  }

  String id() {
    return "p" + number;
  }

  /// The same without what is before a time on the presentation timeline.
  DashPeriod from(MediaTime later) {
    return new DashPeriod(number, origin, later, media.plus(later.minus(start)), init, kinds);
  }

  /// Where `media` lies on the presentation timeline.
  MediaTime presented(MediaTime time) {
    return start.plus(time.minus(media));
  }
}
