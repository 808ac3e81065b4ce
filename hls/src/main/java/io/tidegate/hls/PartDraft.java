package io.tidegate.hls;

import io.tidegate.media.MediaTime;
import io.tidegate.media.fmp4.Sample;
import java.util.List;

/// The frames of a part, or of a segment without parts, before they are put into a container.
/// Immutable.
///
/// @param video may be empty
/// @param audio may be empty
/// @param start decoding time of the first frame of the leading track
/// @param duration of the leading track
/// @param independent holds a frame where decoding can start
/// @param opensSegment the first of its segment
record PartDraft(
    List<Sample> video,
    List<Sample> audio,
    MediaTime start,
    MediaTime duration,
    boolean independent,
    boolean opensSegment) {}
