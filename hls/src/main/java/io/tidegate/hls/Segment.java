package io.tidegate.hls;

import io.tidegate.media.MediaTime;
import io.tidegate.media.Nullable;
import java.time.Instant;
import java.util.List;

/// A complete Media Segment. Immutable.
///
/// @param number its Media Sequence Number
/// @param parts its content in order; joined they are the segment; those of a gap may be empty, and
///   need not be there
/// @param listsParts whether the parts have URIs of their own
/// @param independent begins with a key frame
/// @param discontinuity does not continue the segment before
/// @param init what a decoder needs first, null in MPEG-TS
/// @param programTime wall-clock time of the first frame
/// @param bytes length of the content
/// @param gap not all of it came: it is not to be fetched
/// @param period what DASH counts it to, null in MPEG-TS
record Segment(
    long number,
    List<Part> parts,
    boolean listsParts,
    MediaTime duration,
    boolean independent,
    boolean discontinuity,
    @Nullable InitSection init,
    Instant programTime,
    long bytes,
    boolean gap,
    @Nullable DashPeriod period) {
  Segment {
    parts = List.copyOf(parts);
    if (parts.isEmpty() && !gap) {
      throw new IllegalArgumentException("segment " + number + " without content");
    }
  }
}
