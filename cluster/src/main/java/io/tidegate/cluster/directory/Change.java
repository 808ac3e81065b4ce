package io.tidegate.cluster.directory;

import io.tidegate.media.StreamKey;
import java.util.Optional;

/// What happened to the place of a stream. Immutable.
public sealed interface Change {
  StreamKey key();

  /// A node has it from now on: this one or another.
  record Placed(StreamKey key, Place place) implements Change {}

  /// No node has it any more.
  record Gone(StreamKey key) implements Change {}

  /// This node had it by `epoch` and has it no more, though it has not released it: it stops what
  /// it does. Told before the [Placed] of the other one.
  ///
  /// @param epoch by which it was claimed
  /// @param last the epoch by which it stood last, another one where it was claimed anew after a
  ///   split: marks are of that one
  /// @param to who has it now
  record Lost(StreamKey key, long epoch, long last, Optional<Place> to) implements Change {}
}
