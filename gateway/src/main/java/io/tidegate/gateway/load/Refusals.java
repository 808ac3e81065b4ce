package io.tidegate.gateway.load;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/// How many were refused for want of room, by the limit that they met. Any thread.
public final class Refusals {
  /// Which limit it was.
  public enum Cause {
    NODE_VIEWERS,
    NODE_PUBLISHERS,
    NODE_EGRESS,
    ROUTE_VIEWERS,
    ROUTE_EGRESS,
    ADDRESS_VIEWERS,
    ADDRESS_PUBLISHERS,
    ADDRESS_EGRESS,
    ADDRESS_CONNECTIONS,
    ADDRESS_API,
    /// More came at once than this node takes under its load.
    BROWN_OUT,
    /// An operator, or the brown-out ladder, has switched it off.
    SWITCHED_OFF;

    /// As the API and the metrics write it.
    public String label() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  private final Map<Cause, LongAdder> counts = new EnumMap<>(Cause.class);

  public Refusals() {
    for (Cause cause : Cause.values()) {
      counts.put(cause, new LongAdder());
    }
  }

  public void count(Cause cause) {
    LongAdder count = counts.get(cause);
    if (count == null) {
      throw new IllegalStateException("made for every cause");
    }
    count.increment();
  }

  /// Since the start.
  public Map<Cause, Long> totals() {
    Map<Cause, Long> totals = new EnumMap<>(Cause.class);
    counts.forEach((cause, count) -> totals.put(cause, count.sum()));
    return totals;
  }
}
