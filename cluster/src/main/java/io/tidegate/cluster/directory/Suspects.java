package io.tidegate.cluster.directory;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;

/// Nodes whose lease is not there. It may have been lost with those who kept it, however often one
/// looks: a node that lives says it again within [#PATIENCE]. One thread.
final class Suspects {
  /// Longer than the time between two renewals.
  static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Map<String, Long> since = new HashMap<>();
  private final LongSupplier nanoTime;

  Suspects(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /// @param missing all incarnations that have something and whose lease is not there now
  /// @return those that are gone
  Set<String> gone(Set<String> missing) {
    long now = nanoTime.getAsLong();
    since.keySet().retainAll(missing);
    Set<String> gone = new HashSet<>();
    for (String one : missing) {
      long first = since.computeIfAbsent(one, _ -> now);
      if (now - first >= PATIENCE.toNanos()) {
        gone.add(one);
      }
    }
    return Set.copyOf(gone);
  }
}
