package io.tidegate.gateway.web;

import io.tidegate.gateway.route.PlacedPush;
import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.SessionState;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;

/// A list of what streams are taken from or sent to, by key and address, page by page. Immutable;
/// any thread.
///
/// @param key whose stream it is
/// @param place the other end, without secrets
/// @param state as `form` tells it
/// @param form as `openapi.yaml` describes it
record CallList<T>(
    Function<T, StreamKey> key,
    Function<T, String> place,
    Function<T, String> state,
    Function<T, JsonObject> form) {
  private static final Set<String> FILTERS = Set.of("key", "state");

  /// Of pushes: each says its place in its route, too.
  ///
  /// @param form without that place
  static <V> CallList<PlacedPush<V>> pushes(
      Function<V, StreamKey> key,
      Function<V, String> target,
      Function<V, SessionState> state,
      Function<V, JsonObject> form) {
    return new CallList<>(
        push -> key.apply(push.view()),
        push -> target.apply(push.view()),
        push -> state.apply(push.view()).label(),
        push -> placed(push, form));
  }

  /// @param form without its place
  static <V> JsonObject placed(PlacedPush<V> push, Function<V, JsonObject> form) {
    return form.apply(push.view()).put("index", push.index());
  }

  /// Answers at `path`, from what `all` gives at that moment.
  void mount(Router router, String path, Supplier<List<T>> all) {
    ReadOnly.mount(
        router,
        path,
        context -> ListQuery.answer(context, FILTERS, query -> page(query, all.get())));
  }

  private JsonObject page(ListQuery query, List<T> all) {
    StreamKey wanted = query.key("key");
    Map<String, T> named = new TreeMap<>();
    for (T one : all) {
      boolean asked = wanted == null || wanted.equals(key.apply(one));
      if (asked && query.sees(key.apply(one))) {
        named.put(name(one, named.keySet()), one);
      }
    }
    String after = query.after();
    return new ListPage<Map.Entry<String, T>>(
            query.limit(),
            entry ->
                query.takes("state", state.apply(entry.getValue())) && query.says(entry.getKey()),
            entry -> entry.getKey().compareTo(after) > 0,
            Map.Entry::getKey)
        .of(named.entrySet(), entry -> form.apply(entry.getValue()));
  }

  /// Two pushes of one stream to one server look the same: their stream names are not shown.
  private String name(T one, Set<String> taken) {
    String plain = key.apply(one) + " " + place.apply(one);
    String name = plain;
    for (int i = 2; taken.contains(name); i++) {
      name = plain + " " + i;
    }
    return name;
  }
}
