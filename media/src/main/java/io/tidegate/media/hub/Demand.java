package io.tidegate.media.hub;

import io.tidegate.media.StreamKey;

/// Starts for players what runs for them alone. Any thread, never blocks.
@FunctionalInterface
public interface Demand {
  /// A player whom the policy admits asks for this stream, live or not; what it takes is started,
  /// or goes on. A refusal counts where the stream is not live.
  Admission wanted(StreamKey key);
}
