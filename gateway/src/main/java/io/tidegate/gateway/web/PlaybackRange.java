package io.tidegate.gateway.web;

import io.tidegate.gateway.store.RecordingIndex;
import io.tidegate.media.Nullable;
import io.vertx.core.MultiMap;
import java.time.Instant;

/// From when to when somebody wants to see what was recorded. Immutable.
///
/// @param from null for the beginning
/// @param to null for the end, and what is still to come
record PlaybackRange(@Nullable Instant from, @Nullable Instant to) {
  /// Times are RFC 3339, milliseconds since 1970 of twelve and more figures, or seconds.
  ///
  /// @throws IllegalArgumentException whose message begins with the parameter
  static PlaybackRange of(MultiMap query) {
    Instant from = time(query, "from");
    Instant to = time(query, "to");
    if (from != null && to != null && !from.isBefore(to)) {
      throw new IllegalArgumentException("from: expected a time before to");
    }
    return new PlaybackRange(from, to);
  }

  private static @Nullable Instant time(MultiMap query, String name) {
    String text = RouteFilter.text(query, name);
    if (text.isEmpty()) {
      return null;
    }
    Instant time =
        text.matches("\\d{12,14}")
            ? Instant.ofEpochMilli(Long.parseLong(text))
            : Times.instant(query, name, Instant.EPOCH);
    if (time.isBefore(Instant.EPOCH) || time.isAfter(RecordingIndex.ALWAYS)) {
      throw new IllegalArgumentException(name + ": expected a time from 1970 to 9999");
    }
    return time;
  }

  Instant first() {
    return from == null ? Instant.EPOCH : from;
  }

  Instant last() {
    return to == null ? RecordingIndex.ALWAYS : to;
  }

  /// Whether more may come in at its end.
  boolean isOpen(Instant now) {
    return to == null || to.isAfter(now);
  }
}
