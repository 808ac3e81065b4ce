package io.tidegate.media;

import java.util.Map;

/// Where each track of a stream stands, for what is written between its frames: no later than the
/// track's next frame, no earlier than its last one. Immutable.
///
/// Tracks do not advance in step: in a transport stream, sound comes after the picture that is
/// shown with it.
///
/// @param at of the stream as a whole
/// @param last of each track that had frames, by id
public record TrackTimes(MediaTime at, Map<Integer, MediaTime> last) {
  /// How far behind the others a track may be. One whose last frame is older is silent, and what it
  /// sends next is no older than this; the same goes for one that has not begun.
  public static final MediaTime MOST_BEHIND = MediaTime.ofSeconds(1);

  public TrackTimes {
    last = Map.copyOf(last);
  }

  public MediaTime of(Track track) {
    MediaTime earliest = MediaTime.max(MediaTime.ZERO, at.minus(MOST_BEHIND));
    return MediaTime.max(earliest, last.getOrDefault(track.id(), earliest));
  }
}
