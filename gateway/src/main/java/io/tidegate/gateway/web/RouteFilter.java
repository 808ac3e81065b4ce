package io.tidegate.gateway.web;

import io.tidegate.gateway.route.RouteSpec;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import io.vertx.core.MultiMap;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/// Which routes a list is to have, and which page of them. Immutable.
///
/// @param after the last key of the page before, null for the first page
/// @param words in key, labels or addresses, lower case; empty for all
/// @param app first part of the key, empty for all
/// @param label one of the route's, empty for all
/// @param enabled null for both
/// @param source type of one of its sources, empty for all
record RouteFilter(
    int limit,
    @Nullable StreamKey after,
    String words,
    String app,
    String label,
    @Nullable Boolean enabled,
    String source) {
  static final int MAX_LIMIT = 1_000;

  private static final int USUAL_LIMIT = 100;
  private static final Set<String> NAMES =
      Set.of("limit", "after", "q", "app", "label", "enabled", "source");

  /// @throws IllegalArgumentException whose message begins with the parameter
  static RouteFilter parse(MultiMap query) {
    known(query, NAMES);
    String enabled = text(query, "enabled");
    if (!Set.of("", "true", "false").contains(enabled)) {
      throw new IllegalArgumentException("enabled: expected true or false");
    }
    return new RouteFilter(
        number(query, "limit", USUAL_LIMIT, MAX_LIMIT),
        key(query, "after"),
        text(query, "q").toLowerCase(Locale.ROOT),
        text(query, "app"),
        text(query, "label"),
        enabled.isEmpty() ? null : Boolean.valueOf(enabled),
        text(query, "source"));
  }

  /// Refuses every other parameter: one that is spelt wrong would be taken for "all".
  ///
  /// @throws IllegalArgumentException as [#parse]
  static void known(MultiMap query, Set<String> names) {
    for (String name : query.names()) {
      if (!names.contains(name)) {
        throw new IllegalArgumentException(
            name + ": unknown, expected one of " + new TreeSet<>(names));
      }
    }
  }

  boolean takes(RouteSpec route) {
    return (app.isEmpty() || app.equals(route.key().app()))
        && (label.isEmpty() || route.labels().contains(label))
        && (enabled == null || enabled == route.enabled())
        && (source.isEmpty() || route.sources().stream().anyMatch(one -> one.type().equals(source)))
        && (words.isEmpty() || says(route));
  }

  /// Cheap places first: most routes are found by their key.
  private boolean says(RouteSpec route) {
    return contains(route.key().toString())
        || route.labels().stream().anyMatch(this::contains)
        || route.sources().stream().anyMatch(one -> contains(one.place()))
        || route.outputs().stream().anyMatch(one -> contains(one.place()));
  }

  private boolean contains(String text) {
    return text.toLowerCase(Locale.ROOT).contains(words);
  }

  /// @throws IllegalArgumentException as [#parse]
  static int number(MultiMap query, String name, int fallback, int most) {
    String text = text(query, name);
    if (text.isEmpty()) {
      return fallback;
    }
    if (!text.matches("\\d{1,9}") || Integer.parseInt(text) < 1 || Integer.parseInt(text) > most) {
      throw new IllegalArgumentException(name + ": expected 1 to " + most);
    }
    return Integer.parseInt(text);
  }

  /// @throws IllegalArgumentException as [#parse]
  static @Nullable StreamKey key(MultiMap query, String name) {
    String text = text(query, name);
    try {
      return text.isEmpty() ? null : StreamKey.parsePattern(text);
    } catch (IllegalArgumentException notAKey) {
      throw new IllegalArgumentException(name + ": " + notAKey.getMessage(), notAKey);
    }
  }

  /// Empty without.
  static String text(MultiMap query, String name) {
    String text = query.get(name);
    return text == null ? "" : text;
  }
}
