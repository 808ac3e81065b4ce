package io.tidegate.media.hub;

/// Hears of every new stream, so that outputs which package ahead of their viewers can attach.
@FunctionalInterface
public interface StreamObserver {
  /// Called on the hub's loop before its first event. Never blocks, never throws.
  void opened(StreamHub hub);
}
