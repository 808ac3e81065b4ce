package io.tidegate.hls;

import java.util.List;

/// What may stand beside a stream in its MPD. Immutable.
///
/// @param offersSource whether its own pictures are offered where there are others
/// @param renditions those that run, in an order that stays
record DashLadder(boolean offersSource, List<DashRendition> renditions) {
  /// The stream stands for itself.
  static final DashLadder NONE = new DashLadder(true, List.of());

  DashLadder {
    renditions = List.copyOf(renditions);
  }
}
