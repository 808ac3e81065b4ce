package io.tidegate.gateway.recording;

import io.tidegate.gateway.segment.StoredSegment;
import io.tidegate.media.Nullable;
import java.time.Instant;
import java.util.List;

/// Where a playlist that is asked for again and again begins by now, RFC 8216 §6.2.2: segments that
/// went since are counted. Immutable.
///
/// @param sequence number of its first segment
/// @param discontinuity number of its first segment, §6.2.1
public record PlaylistPlace(long sequence, long discontinuity) {
  /// Nothing has gone.
  public static final PlaylistPlace FIRST = new PlaylistPlace(0, 0);

  /// What a player was shown the last time: the last segment, whose numbers stay.
  ///
  /// @param from where the playlist begins, which tells it from others of the same player
  /// @param number of the segment in its playlist
  public record Mark(Instant from, StoredSegment segment, long number, long discontinuity) {}

  /// Which playlist it is.
  ///
  /// @param from where it is to begin
  /// @param first number of the segment that it began with, -1 where that is not known
  public record Origin(Instant from, long first) {
    /// How many went, for a player that nobody here remembers, as after a restart: by the numbers
    /// of one run. 0 where the first segment is of another run.
    private PlaylistPlace of(StoredSegment now) {
      long gone = first < 0 || !now.start().isAfter(from) ? 0 : now.name().number() - first;
      return gone > 0 ? new PlaylistPlace(gone, 0) : FIRST;
    }
  }

  /// @param before null for a player that has seen none, or that nobody remembers
  /// @param segments by their start, at least one
  public static PlaylistPlace of(
      Origin origin, @Nullable Mark before, List<StoredSegment> segments) {
    if (before == null || !before.from().equals(origin.from())) {
      return origin.of(segments.getFirst());
    }
    long breaks = 0;
    for (int i = 0; i < segments.size(); i++) {
      breaks += breaksAt(segments, i);
      if (segments.get(i).name().equals(before.segment().name())) {
        return new PlaylistPlace(
            Math.max(0, before.number() - i), Math.max(0, before.discontinuity() - breaks));
      }
    }
    return new PlaylistPlace(before.number() + 1, before.discontinuity() + 1);
  }

  /// What is to be known of the playlist that begins here the next time.
  public Mark mark(Instant from, List<StoredSegment> segments) {
    long breaks = 0;
    for (int i = 0; i < segments.size(); i++) {
      breaks += breaksAt(segments, i);
    }
    return new Mark(
        from, segments.getLast(), sequence + segments.size() - 1, discontinuity + breaks);
  }

  private static int breaksAt(List<StoredSegment> segments, int index) {
    return index > 0 && !segments.get(index).follows(segments.get(index - 1)) ? 1 : 0;
  }
}
