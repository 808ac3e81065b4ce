package io.tidegate.gateway.route;

import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/// One stream key, where it comes from and where it goes. Immutable.
///
/// @param sources in order of preference
/// @param outputs switched on or off; what is not named is on
/// @param takeOver whether a second publisher replaces a live one, null: as the server does
/// @param grace how long the stream waits for its publisher, null: as the server does
/// @param srt how its SRT peers are spoken to
public record RouteSpec(
    StreamKey key,
    boolean enabled,
    List<SourceSpec> sources,
    List<OutputSpec> outputs,
    @Nullable Boolean takeOver,
    @Nullable Duration grace,
    SrtSpec srt) {
  public RouteSpec {
    sources = List.copyOf(sources);
    outputs = List.copyOf(outputs);
  }

  /// The sources that are SRT callers of ours.
  public Stream<SourceSpec.SrtListen> srtListens() {
    return sources.stream()
        .filter(SourceSpec.SrtListen.class::isInstance)
        .map(SourceSpec.SrtListen.class::cast);
  }
}
