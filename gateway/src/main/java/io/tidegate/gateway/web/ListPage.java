package io.tidegate.gateway.web;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/// Cuts one page out of a list, and answers as all lists of the API do: `items`, the `next` to go
/// on after, null at the end, and the `total` that the filter takes.
///
/// @param limit most on the page
/// @param takes the filter
/// @param isAfter whether it comes after the page before
/// @param id what `next` names it by
record ListPage<T>(int limit, Predicate<T> takes, Predicate<T> isAfter, Function<T, String> id) {
  /// @param all in the order of the pages
  JsonObject of(Iterable<T> all, Function<T, JsonObject> form) {
    List<T> page = new ArrayList<>();
    int total = 0;
    boolean more = false;
    for (T one : all) {
      if (takes.test(one)) {
        total++;
        boolean comes = isAfter.test(one);
        more |= comes && page.size() == limit;
        if (comes && page.size() < limit) {
          page.add(one);
        }
      }
    }
    return new JsonObject()
        .put("items", new JsonArray(page.stream().map(form).toList()))
        .put("next", more ? id.apply(page.getLast()) : null)
        .put("total", total);
  }
}
