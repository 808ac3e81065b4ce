package io.tidegate.gateway.web;

import io.vertx.core.MultiMap;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;

/// Times in parameters of URLs: RFC 3339, or seconds since 1970. Stateless.
final class Times {
  private Times() {}

  /// @throws IllegalArgumentException whose message begins with the parameter
  static Instant instant(MultiMap query, String name, Instant fallback) {
    String text = RouteFilter.text(query, name);
    if (text.isEmpty()) {
      return fallback;
    }
    try {
      // what stands for a plus sign in a URL is a space when it comes here
      return text.matches("\\d{1,11}")
          ? Instant.ofEpochSecond(Long.parseLong(text))
          : OffsetDateTime.parse(text.replace(' ', '+')).toInstant();
    } catch (DateTimeException notATime) {
      throw new IllegalArgumentException(
          name + ": expected a time such as 2026-01-31T03:00:00Z, or seconds since 1970", notATime);
    }
  }
}
