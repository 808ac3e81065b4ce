package io.tidegate.gateway.route;

import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;

/// A UDP port that takes SRT callers. Immutable.
///
/// @param name in the ready line: `srt`, `srt.live/cam1`
/// @param port 0 picks a free one
/// @param key all callers are for this one, null when their stream ids tell
/// @param policy of callers whose route names none; null for the general one
public record SrtPortSpec(
    String name, int port, @Nullable StreamKey key, @Nullable String policy) {}
