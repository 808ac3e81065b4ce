package io.tidegate.media.hub;

import io.tidegate.media.Nullable;
import java.time.Instant;

/// One source of a stream as others see it. Immutable snapshot.
///
/// @param index its place among the sources, 0 the best
/// @param type as the configuration writes it
/// @param active it plays; one that is silent does until another can
/// @param since when it came to its state
/// @param publisher who is connected, null for nobody
/// @param reason what went wrong last, in words; null when nothing did
public record SourceView(
    int index,
    String type,
    SourceState state,
    boolean active,
    Instant since,
    @Nullable PublishRequest publisher,
    @Nullable String reason) {}
