package io.tidegate.gateway.segment;

import io.tidegate.media.StreamKey;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/// A recording that is complete. Immutable.
///
/// @param at when it was found complete
/// @param from start of its first segment
/// @param to end of its last segment
/// @param folder where its files are, on this machine
/// @param first its first file, below the folder
public record FinishedRecording(
    StreamKey key,
    Instant at,
    Instant from,
    Instant to,
    Path folder,
    String first,
    long segments,
    long bytes) {
  /// Where it is played, on this server.
  public String url() {
    return "/recordings/%s/index.m3u8?from=%d&to=%d"
        .formatted(key, from.toEpochMilli(), to.toEpochMilli());
  }

  /// From its beginning to its end, with what is missing in between.
  public double seconds() {
    return Duration.between(from, to).toMillis() / 1_000.0;
  }
}
