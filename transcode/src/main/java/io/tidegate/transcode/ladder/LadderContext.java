package io.tidegate.transcode.ladder;

import io.tidegate.media.hub.Loops;
import io.tidegate.media.hub.StreamRegistry;
import io.tidegate.transcode.worker.Workers;

/// What every child that makes a stream needs. Immutable.
///
/// @param encoders those that work here
public record LadderContext(
    Workers workers, StreamRegistry streams, Loops loops, KnownEncoders encoders) {}
