package io.tidegate.gateway.web;

import io.tidegate.media.Nullable;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/// One page of what has numbers, newest first. Immutable.
///
/// @param next the number before which the next page begins, null on the last one
record NumberedPage<T>(List<T> items, @Nullable String next) {
  NumberedPage {
    items = List.copyOf(items);
  }

  /// @param found one more than the page has, where there is a next one
  /// @param limit items of a page, at least 1
  static <T> NumberedPage<T> of(List<T> found, int limit, ToLongFunction<T> number) {
    List<T> items = found.subList(0, Math.min(limit, found.size()));
    boolean isLast = found.size() <= limit;
    return new NumberedPage<>(
        items, isLast ? null : Long.toString(number.applyAsLong(items.getLast())));
  }

  /// What somebody may see of it; the next page begins where it did.
  NumberedPage<T> only(Predicate<T> seen) {
    return new NumberedPage<>(items.stream().filter(seen).toList(), next);
  }

  JsonObject json(Function<T, JsonObject> item) {
    return new JsonObject()
        .put("items", new JsonArray(items.stream().map(item).toList()))
        .put("next", next);
  }
}
