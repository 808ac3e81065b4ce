package io.tidegate.gateway.load;

import java.util.concurrent.ConcurrentHashMap;

/// A token bucket for each address. Any thread.
///
/// An address that has not asked for a while is forgotten; when more ask than are remembered, those
/// are let through: one stranger after the other is none's flood.
final class AddressRates {
  /// So many tokens wait in a full bucket: a page that loads all its lists at once.
  static final int DEPTH_SECONDS = 4;

  /// Each takes some 100 bytes.
  static final int MOST = 50_000;

  private static final double NANOS_PER_SECOND = 1e9;

  /// @param taken whether the one who asked last got one
  private record Level(double tokens, long atNanos, boolean taken) {}

  private final ConcurrentHashMap<String, Level> levels = new ConcurrentHashMap<>();

  /// Takes a token of this address.
  ///
  /// @param perSecond tokens that come back in a second, positive
  /// @return seconds until there is one again, 0 when one was taken
  long take(String host, int perSecond, long nowNanos) {
    if (levels.size() >= MOST && !levels.containsKey(host)) {
      return 0;
    }
    Level after =
        levels.compute(
            host,
            (_, before) -> {
              double full = (double) perSecond * DEPTH_SECONDS;
              double tokens = before == null ? full : filled(before, perSecond, nowNanos);
              boolean taken = tokens >= 1;
              return new Level(taken ? tokens - 1 : tokens, nowNanos, taken);
            });
    return after.taken ? 0 : Math.max(1, (long) Math.ceil((1 - after.tokens) / perSecond));
  }

  private static double filled(Level level, int perSecond, long nowNanos) {
    double more = (nowNanos - level.atNanos) / NANOS_PER_SECOND * perSecond;
    return Math.min((double) perSecond * DEPTH_SECONDS, level.tokens + Math.max(0, more));
  }

  /// Forgets whose buckets are full again.
  void forget(long nowNanos) {
    levels
        .values()
        .removeIf(level -> nowNanos - level.atNanos > DEPTH_SECONDS * (long) NANOS_PER_SECOND);
  }

  int size() {
    return levels.size();
  }
}
