package io.tidegate.hls;

import io.tidegate.media.Track;
import java.util.List;

/// The pictures of a Period in one coding: a Representation. ISO/IEC 23009-1 §5.3.5. Immutable.
///
/// @param id of the Representation, unlike all others
/// @param init of all its segments
/// @param folder that the names of its segments are below, relative to the MPD; empty for its own
/// @param timeline its segments as the MPD tells them, at least one
/// @param bitsPerSecond of the largest of its segments
/// @param frameRate as `@frameRate` writes it, empty where nobody knows
/// @param independent each segment begins with a key frame
record DashPictures(
    String id,
    Track track,
    InitSection init,
    SegmentNames names,
    String folder,
    List<TrackSegment> timeline,
    long bitsPerSecond,
    String frameRate,
    boolean independent) {
  DashPictures {
    timeline = List.copyOf(timeline);
  }
}
