package io.tidegate.srt.lib;

/// Takes the callers that a listener let in. Poller thread: hand them on at once.
@FunctionalInterface
public interface SrtAcceptor {
  /// @param socket connected and non-blocking; whoever gets it closes it
  void accepted(SrtSocket socket);

  /// Once a second.
  default void tick() {}
}
