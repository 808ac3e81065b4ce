package io.tidegate.hls;

import io.tidegate.media.MediaTime;
import io.tidegate.media.fmp4.Sample;
import java.util.List;

/// The frames of a part, or of a segment without parts, before they are put into a container.
/// Immutable.
///
/// @param video may be empty
/// @param audio may be empty
/// @param duration of the span of time that it stands for
/// @param next decoding time of the leading track's first frame after this draft
/// @param independent holds a frame where decoding can start
/// @param opensSegment the first of its segment
/// @param closesSegment the last of its segment, which is complete with it
record PartDraft(
    List<Sample> video,
    List<Sample> audio,
    MediaTime duration,
    MediaTime next,
    boolean independent,
    boolean opensSegment,
    boolean closesSegment) {}
