package io.tidegate.gateway.web;

import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import io.vertx.core.MultiMap;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/// What somebody asks for of a list of what lives now: `limit`, `after`, `q`, and filters of the
/// list's own. Immutable.
final class ListQuery {
  private static final Set<String> OF_ALL = Set.of("limit", "after", "q");

  private final MultiMap query;
  private final Caller caller;
  private final String words;

  private ListQuery(MultiMap query, Caller caller) {
    this.query = query;
    this.caller = caller;
    this.words = RouteFilter.text(query, "q").toLowerCase(Locale.ROOT);
  }

  /// Answers with what `list` makes of it, or says which parameter is wrong.
  ///
  /// @param filters names of those that this list has beside the usual ones
  static void answer(
      RoutingContext context, Set<String> filters, Function<ListQuery, JsonObject> list) {
    try {
      Replies.json(context, list.apply(of(context, filters)));
    } catch (IllegalArgumentException wrong) {
      StoreReplies.badParameter(context, wrong);
    }
  }

  /// @param filters as [#answer] takes them
  /// @throws IllegalArgumentException whose message begins with the parameter
  static ListQuery of(RoutingContext context, Set<String> filters) {
    Set<String> names = new TreeSet<>(OF_ALL);
    names.addAll(filters);
    RouteFilter.known(context.queryParams(), names);
    return new ListQuery(context.queryParams(), Caller.of(context));
  }

  /// Most on the page; without, as many as there may be at all.
  int limit() {
    return RouteFilter.number(query, "limit", RouteFilter.MAX_LIMIT, RouteFilter.MAX_LIMIT);
  }

  /// The `next` of the page before, empty for the first page.
  String after() {
    return RouteFilter.text(query, "after");
  }

  /// Null where `name` is not asked for.
  @Nullable
  StreamKey key(String name) {
    return RouteFilter.key(query, name);
  }

  /// Whether whoever asks sees this stream; null for what belongs to none.
  boolean sees(@Nullable StreamKey key) {
    return caller.sees(key);
  }

  /// The same of a text; empty for what belongs to none.
  boolean sees(String key) {
    return caller.sees(key);
  }

  /// Whether the filter `name` takes this value; one that is not asked for takes all.
  boolean takes(String name, String value) {
    String wanted = RouteFilter.text(query, name);
    return wanted.isEmpty() || wanted.equals(value);
  }

  /// Whether one of `texts` has the words of `q` in it.
  boolean says(String... texts) {
    return words.isEmpty()
        || Arrays.stream(texts).anyMatch(text -> text.toLowerCase(Locale.ROOT).contains(words));
  }
}
