package io.tidegate.gateway.web;

import io.tidegate.gateway.config.RouteDocuments;
import io.tidegate.gateway.config.SecretFields;
import io.tidegate.gateway.config.Token;
import io.tidegate.gateway.route.RouteEntry;
import io.tidegate.gateway.store.RouteChange;
import io.tidegate.gateway.store.RouteDelta;
import io.tidegate.media.Nullable;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/// Routes and their history as the API shows them: without secrets. Stateless.
final class RouteJson {
  /// Members that we add to a route, and that a route that is sent back may hold.
  static final Set<String> ADDED =
      Set.of("pattern", "version", "changedAt", "changedBy", "problem");

  private RouteJson() {}

  static JsonObject of(RouteEntry entry) {
    JsonObject written = RouteDocuments.write(entry.route(), false);
    if (entry.route().key().isPattern()) {
      written.put("pattern", true);
    }
    return written
        .put("version", entry.version())
        .put("changedAt", entry.at().toString())
        .put("changedBy", entry.who());
  }

  /// A change in a list.
  static JsonObject summary(RouteChange change) {
    List<JsonObject> routes =
        change.deltas().stream()
            .map(delta -> new JsonObject().put("key", delta.key()).put("action", action(delta)))
            .toList();
    return head(change).put("routes", new JsonArray(routes));
  }

  /// A change with all that it did.
  static JsonObject whole(RouteChange change) {
    return head(change).put("routes", deltas(change));
  }

  private static JsonObject head(RouteChange change) {
    return new JsonObject()
        .put("version", change.version() == 0 ? null : change.version())
        .put("at", change.at().toString())
        .put("who", change.who())
        .put("action", change.action())
        .put("count", change.routes());
  }

  private static JsonArray deltas(RouteChange change) {
    JsonArray routes = new JsonArray();
    for (RouteDelta delta : change.deltas()) {
      JsonObject before = parse(delta.before());
      JsonObject after = parse(delta.after());
      JsonArray diff = new JsonArray();
      diff("", before, after, diff);
      routes.add(
          new JsonObject().put("key", delta.key()).put("action", action(delta)).put("diff", diff));
    }
    return routes;
  }

  private static String action(RouteDelta delta) {
    return delta.before() == null ? "create" : delta.after() == null ? "delete" : "update";
  }

  private static JsonObject parse(@Nullable String document) {
    return document == null ? new JsonObject() : new JsonObject(document);
  }

  /// Leaves that differ, in the order of the older document.
  private static void diff(
      String path, @Nullable Object before, @Nullable Object after, JsonArray into) {
    if (Objects.equals(before, after)) {
      return;
    }
    if (before instanceof JsonObject one && after instanceof JsonObject other) {
      Set<String> names = new LinkedHashSet<>(one.fieldNames());
      names.addAll(other.fieldNames());
      for (String name : names) {
        String below = path.isEmpty() ? name : path + "." + name;
        diff(below, one.getValue(name), other.getValue(name), into);
      }
    } else if (before instanceof JsonArray one && after instanceof JsonArray other) {
      for (int i = 0; i < Math.max(one.size(), other.size()); i++) {
        String below = path + "[" + i + "]";
        diff(
            below,
            i < one.size() ? one.getValue(i) : null,
            i < other.size() ? other.getValue(i) : null,
            into);
      }
    } else {
      String name = path.substring(path.lastIndexOf('.') + 1);
      into.add(
          new JsonObject()
              .put("path", path)
              .put("before", masked(name, before))
              .put("after", masked(name, after)));
    }
  }

  private static @Nullable Object masked(String name, @Nullable Object value) {
    return SecretFields.map(new JsonObject().put(name, value), _ -> Token.MASK).getValue(name);
  }
}
