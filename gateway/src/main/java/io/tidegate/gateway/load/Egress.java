package io.tidegate.gateway.load;

import io.tidegate.gateway.access.AddressRules;
import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.SessionView;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// How much goes out, of payload: averages over some seconds, made of what sessions say they have
/// sent. [#look] is for one thread at a time, the rest for any.
final class Egress {
  /// Of a new value: sessions describe themselves once a second, more or less.
  private static final double WEIGHT = 0.3;

  private static final double NANOS_PER_SECOND = 1e9;
  private static final double BITS_PER_BYTE = 8;

  /// Bits a second.
  private record Rates(double node, Map<StreamKey, Double> routes, Map<String, Double> addresses) {}

  private final Function<StreamKey, StreamKey> routeOf;
  private Map<String, Long> sent = Map.of();
  private long shared = -1;
  private long lookedNanos;
  private volatile Rates rates = new Rates(0, Map.of(), Map.of());

  Egress(Function<StreamKey, StreamKey> routeOf) {
    this.routeOf = routeOf;
  }

  /// @param sharedBytes that were sent since the start and stand in no session: segments of HLS
  void look(List<SessionView> sessions, long sharedBytes, long nowNanos) {
    double seconds = (nowNanos - lookedNanos) / NANOS_PER_SECOND;
    Map<String, Long> now = new HashMap<>();
    Map<StreamKey, Double> routes = new HashMap<>();
    Map<String, Double> addresses = new HashMap<>();
    double node = shared < 0 ? 0 : sharedBytes - shared;
    for (SessionView session : sessions) {
      StreamKey key = session.key();
      if (key != null && session.kind() != SessionView.Kind.PUBLISHER) {
        long bytes = session.bytes();
        now.put(session.id(), bytes);
        double more = Math.max(0, bytes - sent.getOrDefault(session.id(), shared < 0 ? bytes : 0L));
        node += more;
        routes.merge(routeOf.apply(key), more, Double::sum);
        addresses.merge(AddressRules.host(session.remote()), more, Double::sum);
      }
    }
    boolean first = shared < 0;
    sent = now;
    shared = sharedBytes;
    lookedNanos = nowNanos;
    if (!first && seconds > 0) {
      double scale = BITS_PER_BYTE / seconds;
      Rates before = rates;
      rates =
          new Rates(
              mean(before.node, node * scale),
              means(before.routes, routes, scale),
              means(before.addresses, addresses, scale));
    }
  }

  private static double mean(double before, double now) {
    return before + WEIGHT * (now - before);
  }

  /// Of those that are here; who is gone is forgotten.
  private static <K> Map<K, Double> means(Map<K, Double> before, Map<K, Double> now, double scale) {
    Map<K, Double> means = new HashMap<>();
    now.forEach((of, bytes) -> means.put(of, mean(before.getOrDefault(of, 0.0), bytes * scale)));
    return Map.copyOf(means);
  }

  double nodeBps() {
    return rates.node;
  }

  double routeBps(StreamKey key) {
    return rates.routes.getOrDefault(routeOf.apply(key), 0.0);
  }

  double addressBps(String host) {
    return rates.addresses.getOrDefault(host, 0.0);
  }
}
