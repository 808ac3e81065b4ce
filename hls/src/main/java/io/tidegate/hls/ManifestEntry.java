package io.tidegate.hls;

import io.tidegate.media.MediaTime;
import java.time.Instant;

/// What a manifest says of one segment. Immutable.
///
/// @param number Media Sequence Number, or the number that stands for `$Number$`
/// @param start wall-clock time at which it begins
record ManifestEntry(long number, Instant start, MediaTime duration) {}
