package io.tidegate.hls;

import io.tidegate.media.Nullable;

/// How the segments of a stream are called and counted that is packaged from now on, so that they
/// go on from what other nodes have offered. Immutable.
///
/// @param token in the names of its files, small letters and digits
/// @param number of the first segment
/// @param discontinuitySequence how many discontinuities there were before it
/// @param goesOn they are behind what another node has offered; else they count where this one has
///   offered nothing
public record Numbering(String token, long number, long discontinuitySequence, boolean goesOn) {
  /// From the start, with names that nobody else has.
  public static Numbering fresh() {
    return new Numbering(ViewerSessions.newToken(), 0, 0, false);
  }

  /// After what was offered here, too.
  SegmentWindow.Continuation after(@Nullable PlaylistSnapshot last) {
    return after(SegmentWindow.Continuation.after(last));
  }

  SegmentWindow.Continuation after(SegmentWindow.Continuation here) {
    if (!goesOn && here.nextNumber() > 0) {
      return here;
    }
    return new SegmentWindow.Continuation(
        Math.max(number, here.nextNumber()),
        Math.max(discontinuitySequence, here.discontinuitySequence()));
  }
}
