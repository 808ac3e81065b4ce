package io.tidegate.media.fmp4;

import io.tidegate.media.Frame;
import io.tidegate.media.MediaTime;

/// A frame in a fragment. Immutable.
///
/// @param frame what is decoded
/// @param nextDts when the next frame of its track is decoded; fixes this one's duration
public record Sample(Frame frame, MediaTime nextDts) {}
