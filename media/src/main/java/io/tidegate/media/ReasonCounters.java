package io.tidegate.media;

import java.util.EnumMap;
import java.util.Map;

/// How often each [Reason] was met by one parser. Loop-confined; [#snapshot()] may be handed to any
/// thread.
public final class ReasonCounters {
  private final Map<Reason, Long> counts = new EnumMap<>(Reason.class);

  public void add(Reason reason) {
    counts.merge(reason, 1L, Long::sum);
  }

  public long get(Reason reason) {
    return counts.getOrDefault(reason, 0L);
  }

  public long total() {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  /// Reasons met at least once.
  public Map<Reason, Long> snapshot() {
    return Map.copyOf(counts);
  }

  @Override
  public String toString() {
    return counts.toString();
  }
}
