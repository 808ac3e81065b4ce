package io.tidegate.hls;

import io.tidegate.media.MediaTime;
import io.tidegate.media.Nullable;
import java.time.Duration;
import java.time.Instant;

/// How far behind the newest frame players of HLS and DASH stay, as the playlists of this moment
/// make them. Immutable.
///
/// @param segments of players that know whole segments alone
/// @param parts of players of Low-Latency HLS, null without parts
/// @param dashMs `suggestedPresentationDelay` of the MPD, ISO/IEC 23009-1 §5.3.1.2; null without
///   one
public record LiveEdge(Distance segments, @Nullable Distance parts, @Nullable Long dashMs) {
  /// RFC 8216 §6.3.3: players begin no closer to the end than so many target durations.
  private static final int HOLD_BACK_TARGETS = 3;

  /// Of one kind of player.
  ///
  /// @param edgeMs measured: since the end of what is offered; what came meanwhile is not whole yet
  /// @param holdBackMs how far from that end players stay
  public record Distance(long edgeMs, long holdBackMs) {}

  static LiveEdge of(PlaylistSnapshot snapshot, boolean dash, Instant now) {
    PlaylistSnapshot.State state = snapshot.state();
    Segment last = snapshot.listed().getLast();
    Instant end = last.programTime().plus(last.duration().toDuration());
    PartTarget target = state.partTarget();
    Distance parts = null;
    if (target != null) {
      long holdBackMs =
          new MediaTime(MediaPlaylistText.PART_HOLD_BACK * target.target().nanos()).toMillis();
      parts = new Distance(age(endOfParts(snapshot, end), now), holdBackMs);
    }
    Distance segments =
        new Distance(age(end, now), HOLD_BACK_TARGETS * state.targetNanos() / 1_000_000);
    return new LiveEdge(segments, parts, dash ? MpdText.delayMs(state.targetSeconds()) : null);
  }

  private static Instant endOfParts(PlaylistSnapshot snapshot, Instant endOfSegments) {
    Instant end = endOfSegments;
    if (!snapshot.openParts().isEmpty()) {
      end = snapshot.state().openProgramTime();
      for (Part part : snapshot.openParts()) {
        end = end.plus(part.duration().toDuration());
      }
    }
    return end;
  }

  /// The clock of a stream may be a little before ours.
  private static long age(Instant end, Instant now) {
    return Math.max(0, Duration.between(end, now).toMillis());
  }
}
