package io.tidegate.gateway.web;

import io.tidegate.gateway.store.RouteChange;
import io.tidegate.gateway.store.RouteDelta;
import io.tidegate.gateway.store.RouteStore;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/// `/api/v1/versions`: every change of the routes, and how to take one back. Event loops; the store
/// does what waits.
public final class VersionsApi {
  private static final String LIST = "/api/v1/versions";
  private static final int MAX_LIMIT = 1_000;
  private static final int USUAL_LIMIT = 100;

  /// Nothing is asked for but an object.
  private static final int MAX_BYTES = 1_024;

  private final RouteStore store;

  public VersionsApi(RouteStore store) {
    this.store = store;
  }

  /// Below `/api/*`, which is where whoever may not is turned away.
  public void mount(Router router) {
    ReadOnly.mount(router, LIST, this::list);
    ReadOnly.mount(router, LIST + "/:version", this::one);
    router.route(LIST + "/:version/undo").handler(context -> act(context, this::undo));
    router.route(LIST + "/:version/restore").handler(context -> act(context, this::restore));
  }

  private void list(RoutingContext context) {
    int limit;
    int before;
    StreamKey key;
    try {
      limit = RouteFilter.number(context.queryParams(), "limit", USUAL_LIMIT, MAX_LIMIT);
      before = RouteFilter.number(context.queryParams(), "before", Integer.MAX_VALUE, 999_999_999);
      key = RouteFilter.key(context.queryParams(), "key");
    } catch (IllegalArgumentException wrong) {
      StoreReplies.badParameter(context, wrong);
      return;
    }
    StoreReplies.when(
        context, store.changes(before, limit + 1, key), changes -> list(context, changes, limit));
  }

  private static void list(RoutingContext context, List<RouteChange> changes, int limit) {
    List<RouteChange> page = changes.subList(0, Math.min(limit, changes.size()));
    Caller caller = Caller.of(context);
    List<RouteChange> seen =
        page.stream()
            .map(change -> seen(change, caller))
            .filter(change -> caller.scope().isAll() || !change.deltas().isEmpty())
            .toList();
    String next = changes.size() > limit ? Long.toString(page.getLast().version()) : null;
    Replies.json(
        context,
        new JsonObject()
            .put("items", new JsonArray(seen.stream().map(RouteJson::summary).toList()))
            .put("next", next));
  }

  private void one(RoutingContext context) {
    Long version = version(context);
    if (version != null) {
      StoreReplies.when(context, store.find(version), change -> showSeen(context, change));
    }
  }

  private static void showSeen(RoutingContext context, RouteChange change) {
    Caller caller = Caller.of(context);
    RouteChange seen = seen(change, caller);
    if (seen.deltas().isEmpty() && !caller.scope().isAll()) {
      Replies.problem(context, 404, "no version " + change.version() + " in the history");
    } else {
      show(context, seen);
    }
  }

  /// What of it happened to routes that the caller sees.
  private static RouteChange seen(RouteChange change, Caller caller) {
    if (caller.scope().isAll()) {
      return change;
    }
    List<RouteDelta> deltas =
        change.deltas().stream().filter(delta -> caller.sees(delta.key())).toList();
    return new RouteChange(
        change.version(), change.at(), change.who(), change.action(), deltas.size(), deltas);
  }

  /// What is asked for about a version.
  @FunctionalInterface
  private interface Act {
    void on(RoutingContext context, long version);
  }

  private static void act(RoutingContext context, Act act) {
    if (!context.request().method().equals(HttpMethod.POST)) {
      Replies.methodNotAllowed(context, "POST");
      return;
    }
    Long version = version(context);
    if (version != null) {
      RequestBody.json(context, MAX_BYTES, Set.of(RequestBody.JSON), _ -> act.on(context, version));
    }
  }

  private void undo(RoutingContext context, long version) {
    answer(context, store.undo(Caller.who(context), version));
  }

  private void restore(RoutingContext context, long version) {
    StreamKey key;
    try {
      key = RouteFilter.key(context.queryParams(), "key");
    } catch (IllegalArgumentException wrong) {
      StoreReplies.badParameter(context, wrong);
      return;
    }
    answer(context, store.restore(Caller.who(context), version, key));
  }

  private static void answer(RoutingContext context, CompletableFuture<RouteChange> change) {
    StoreReplies.when(context, change, done -> show(context, done));
  }

  private static void show(RoutingContext context, RouteChange change) {
    Replies.json(context, RouteJson.whole(change));
  }

  /// Null when it is answered that there is none.
  private static @Nullable Long version(RoutingContext context) {
    String text = context.pathParam("version");
    if (!text.matches("\\d{1,9}")) {
      Replies.problem(context, 404, "no version " + text + " in the history");
      return null;
    }
    return Long.valueOf(text);
  }
}
