package io.tidegate.bench.load;

/// The span that is measured. Immutable.
///
/// @param startNanos on `System.nanoTime()`
/// @param endNanos on `System.nanoTime()`
record Window(long startNanos, long endNanos) {
  static final long LINGER_NANOS = 5_000_000_000L;

  boolean isOpen() {
    return System.nanoTime() >= startNanos && !isOver();
  }

  /// Connections stay a while longer: the gateway's heap is read when the window is over.
  boolean mayLeave() {
    return System.nanoTime() >= endNanos + LINGER_NANOS;
  }

  private boolean isOver() {
    return System.nanoTime() >= endNanos;
  }
}
