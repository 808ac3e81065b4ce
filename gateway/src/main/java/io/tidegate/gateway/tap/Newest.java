package io.tidegate.gateway.tap;

import io.tidegate.media.Nullable;

/// A queue of one: what comes takes the place of what waits, which is dropped and counted. Confined
/// to one loop.
public final class Newest<T> {
  private @Nullable T waiting;
  private long dropped;

  public void put(T fresh) {
    if (waiting != null) {
      dropped++;
    }
    waiting = fresh;
  }

  /// Null when nothing waits.
  @Nullable
  public T take() {
    T taken = waiting;
    waiting = null;
    return taken;
  }

  public boolean isEmpty() {
    return waiting == null;
  }

  public long dropped() {
    return dropped;
  }
}
