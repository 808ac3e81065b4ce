package io.tidegate.hls;

import io.tidegate.media.Bytes;
import io.tidegate.media.MediaTime;

/// A Partial Segment, or the whole of a segment without parts. Immutable.
///
/// @param independent holds a frame where decoding can start
record Part(Bytes content, MediaTime duration, boolean independent) {}
