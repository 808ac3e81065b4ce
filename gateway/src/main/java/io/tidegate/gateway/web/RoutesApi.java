package io.tidegate.gateway.web;

import io.tidegate.gateway.config.ConfigException;
import io.tidegate.gateway.config.RouteDocuments;
import io.tidegate.gateway.route.RouteEntry;
import io.tidegate.gateway.route.RouteSpec;
import io.tidegate.gateway.store.RouteChange;
import io.tidegate.gateway.store.RouteEdit;
import io.tidegate.gateway.store.RouteStore;
import io.tidegate.gateway.store.StoreException;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/// `/api/v1/routes`: the list, and one route to read and change, as `openapi.yaml` describes them.
/// Event loops; the store does what waits.
public final class RoutesApi {
  private static final String LIST = "/api/v1/routes";
  private static final String METHODS = "GET, HEAD, OPTIONS, PUT, PATCH, DELETE";

  /// Number of the change that was just made, for its undo; 0 where nothing differed.
  private static final String CHANGE = "Change-Version";

  /// A route with all its keys is a tenth of this.
  private static final int MAX_BYTES = 256 << 10;

  private static final Set<String> WHOLE = Set.of(RequestBody.JSON);
  private static final Set<String> PARTIAL = Set.of(RequestBody.JSON, RequestBody.MERGE_PATCH);

  private final RouteStore store;
  private final Function<StreamKey, @Nullable String> problems;
  private final RouteRights rights;

  /// @param problems why a part of a route does not run, null for no reason
  /// @param rights of callers with rights on some streams
  public RoutesApi(
      RouteStore store, Function<StreamKey, @Nullable String> problems, RouteRights rights) {
    this.rights = rights;
    this.store = store;
    this.problems = problems;
  }

  /// Below `/api/*`, which is where whoever may not is turned away.
  public void mount(Router router) {
    ReadOnly.mount(router, LIST, this::list);
    router.route(LIST + "/:app/:name").handler(this::one);
  }

  /// A route as it is shown.
  public static JsonObject json(RouteEntry entry) {
    return RouteJson.of(entry);
  }

  private void list(RoutingContext context) {
    RouteFilter filter;
    try {
      filter = RouteFilter.parse(context.queryParams());
    } catch (IllegalArgumentException wrong) {
      StoreReplies.badParameter(context, wrong);
      return;
    }
    Caller caller = Caller.of(context);
    ListPage<RouteEntry> page =
        new ListPage<>(
            filter.limit(),
            entry -> caller.sees(entry.route().key()) && filter.takes(entry.route()),
            entry -> filter.after() == null || entry.route().key().compareTo(filter.after()) > 0,
            entry -> entry.route().key().toString());
    Replies.json(context, page.of(store.table().entries().values(), this::shown));
  }

  private JsonObject shown(RouteEntry entry) {
    JsonObject json = RouteJson.of(entry);
    String problem = problems.apply(entry.route().key());
    return problem == null ? json : json.put("problem", problem);
  }

  private void one(RoutingContext context) {
    StreamKey key;
    try {
      key = new StreamKey(context.pathParam("app"), context.pathParam("name"));
    } catch (IllegalArgumentException notAKey) {
      Replies.problem(context, 404, String.valueOf(notAKey.getMessage()));
      return;
    }
    switch (context.request().method().name()) {
      case "GET", "HEAD" -> get(context, key);
      case "PUT" ->
          RequestBody.json(context, MAX_BYTES, WHOLE, body -> put(context, key, body, "put"));
      case "PATCH" ->
          RequestBody.json(context, MAX_BYTES, PARTIAL, patch -> patch(context, key, patch));
      case "DELETE" -> delete(context, key);
      case "OPTIONS" ->
          context.response().setStatusCode(204).putHeader(HttpHeaders.ALLOW, METHODS).end();
      default -> Replies.methodNotAllowed(context, METHODS);
    }
  }

  private void get(RoutingContext context, StreamKey key) {
    RouteEntry entry = present(key);
    if (entry == null) {
      absent(context, key);
    } else {
      show(context, 200, entry);
    }
  }

  private void patch(RoutingContext context, StreamKey key, JsonObject patch) {
    RouteEntry entry = present(key);
    if (entry == null) {
      absent(context, key);
    } else {
      put(context, key, MergePatch.apply(RouteJson.of(entry), patch), "patch");
    }
  }

  private void put(RoutingContext context, StreamKey key, JsonObject body, String action) {
    RouteEntry before = present(key);
    if (before != null && !EntityTags.isConditional(context.request())) {
      EntityTags.missing(context);
      return;
    }
    RouteJson.ADDED.forEach(body::remove);
    RouteSpec route;
    try {
      Object named = body.getValue("key");
      if (named != null && !named.equals(key.toString())) {
        Replies.problem(context, 422, "key: expected " + key, new JsonObject().put("field", "key"));
        return;
      }
      route =
          RouteDocuments.read(
              body.put("key", key.toString()), before == null ? null : before.route());
    } catch (ConfigException wrong) {
      StoreReplies.invalid(context, wrong);
      return;
    }
    String missing =
        rights.missing(Caller.of(context), route, before == null ? null : before.route());
    if (missing != null) {
      Replies.problem(context, 403, missing);
      return;
    }
    change(
        context,
        action,
        key,
        now -> {
          demand(context, now, key);
          return Map.of(key, Optional.of(route));
        });
  }

  private void delete(RoutingContext context, StreamKey key) {
    if (present(key) == null) {
      absent(context, key);
    } else if (!EntityTags.isConditional(context.request())) {
      EntityTags.missing(context);
    } else {
      change(
          context,
          "delete",
          key,
          now -> {
            demand(context, now, key);
            return Map.of(key, Optional.empty());
          });
    }
  }

  private void change(RoutingContext context, String action, StreamKey key, RouteEdit edit) {
    boolean isNew = present(key) == null;
    CompletableFuture<RouteChange> change = store.change(Caller.who(context), action, edit);
    StoreReplies.when(
        context,
        change,
        done -> {
          // of this change alone: the route may be of another one's already
          context.response().putHeader(CHANGE, Long.toString(done.version()));
          RouteEntry entry = present(key);
          if (context.request().method().equals(HttpMethod.DELETE)) {
            context.response().setStatusCode(204).end();
          } else if (entry == null) {
            // another one has deleted it at once
            absent(context, key);
          } else {
            show(context, isNew && done.version() != 0 ? 201 : 200, entry);
          }
        },
        () -> stale(context, key));
  }

  /// On the store's thread, where nothing comes between.
  private static void demand(
      RoutingContext context, NavigableMap<StreamKey, RouteEntry> now, StreamKey key)
      throws StoreException {
    if (!EntityTags.isMet(context.request(), now.get(key))) {
      throw StoreException.stale("the route has changed since");
    }
  }

  private @Nullable RouteEntry present(StreamKey key) {
    return store.table().entries().get(key);
  }

  private void show(RoutingContext context, int status, RouteEntry entry) {
    context.response().setStatusCode(status).putHeader(HttpHeaders.ETAG, EntityTags.of(entry));
    Replies.json(context, shown(entry));
  }

  private static void absent(RoutingContext context, StreamKey key) {
    Replies.problem(context, 404, "no route " + key);
  }

  private void stale(RoutingContext context, StreamKey key) {
    RouteEntry entry = present(key);
    JsonObject more = new JsonObject();
    if (entry == null) {
      more.putNull("current");
    } else {
      context.response().putHeader(HttpHeaders.ETAG, EntityTags.of(entry));
      more.put("current", RouteJson.of(entry));
    }
    Replies.problem(context, 412, "the route has changed since; current is as it stands", more);
  }
}
