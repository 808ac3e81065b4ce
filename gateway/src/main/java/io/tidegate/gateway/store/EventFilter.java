package io.tidegate.gateway.store;

import java.time.Instant;

/// Which events, newest first. Immutable.
///
/// @param before only ids below
/// @param limit at most so many
/// @param kind empty for all
/// @param key empty for all
/// @param subject empty for all
/// @param from only later ones, or at this time
/// @param to only earlier ones
public record EventFilter(
    long before, int limit, String kind, String key, String subject, Instant from, Instant to) {
  /// Milliseconds of it fit into 64 bits.
  public static final Instant ALWAYS = Instant.ofEpochMilli(Long.MAX_VALUE);

  /// The last ones of all times.
  public static EventFilter newest(int limit) {
    return new EventFilter(Long.MAX_VALUE, limit, "", "", "", Instant.EPOCH, ALWAYS);
  }

  public EventFilter ofKind(String only) {
    return new EventFilter(before, limit, only, key, subject, from, to);
  }

  public EventFilter ofKey(String only) {
    return new EventFilter(before, limit, kind, only, subject, from, to);
  }

  /// The page after the one that ended with `id`.
  public EventFilter before(long id) {
    return new EventFilter(id, limit, kind, key, subject, from, to);
  }
}
