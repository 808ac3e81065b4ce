package io.tidegate.gateway.load;

import io.tidegate.media.hub.Connections;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToIntFunction;

/// Connections by address. Any thread.
final class AddressConnections implements Connections {
  /// Connections over the limit that are told so: a tenth of it, and a few more.
  private static final int TOLD_SHARE = 10;

  private static final int TOLD = 8;

  private final ConcurrentHashMap<String, Integer> counts = new ConcurrentHashMap<>();
  private final ToIntFunction<String> limitOf;
  private final Refusals refusals;

  /// @param limitOf of an address, 0 for none
  AddressConnections(ToIntFunction<String> limitOf, Refusals refusals) {
    this.limitOf = limitOf;
    this.refusals = refusals;
  }

  @Override
  public Verdict opened(String host) {
    int limit = limitOf.applyAsInt(host);
    int now = counts.merge(host, 1, Integer::sum);
    if (limit == 0 || now <= limit) {
      return Verdict.ADMITTED;
    }
    refusals.count(Refusals.Cause.ADDRESS_CONNECTIONS);
    if (now <= limit + limit / TOLD_SHARE + TOLD) {
      return Verdict.REFUSED;
    }
    closed(host);
    return Verdict.DROPPED;
  }

  @Override
  public void closed(String host) {
    counts.computeIfPresent(host, (_, count) -> count <= 1 ? null : count - 1);
  }

  int of(String host) {
    return counts.getOrDefault(host, 0);
  }

  /// Of all addresses.
  int total() {
    return counts.values().stream().mapToInt(Integer::intValue).sum();
  }
}
