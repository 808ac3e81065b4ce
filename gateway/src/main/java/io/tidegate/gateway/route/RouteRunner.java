package io.tidegate.gateway.route;

import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;

/// Makes one kind of running things what a route says. Called by the [Reconciler]'s thread alone.
@FunctionalInterface
public interface RouteRunner {
  /// Touches only what differs.
  ///
  /// @param before what it did last for this key, null for nothing
  /// @param after what is to run now, null for nothing
  /// @throws RunException when a part cannot be had; it is tried again
  void apply(StreamKey key, @Nullable RouteSpec before, @Nullable RouteSpec after)
      throws RunException;

  /// Every few seconds, for what waits for something else than a route.
  default void tend() {}

  /// Something a route asks for cannot be had on this machine now.
  final class RunException extends Exception {
    private static final long serialVersionUID = 1L;

    public RunException(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }
}
