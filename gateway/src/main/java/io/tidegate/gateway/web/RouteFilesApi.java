package io.tidegate.gateway.web;

import io.tidegate.gateway.config.ConfigException;
import io.tidegate.gateway.config.RouteDocuments;
import io.tidegate.gateway.route.RouteSpec;
import io.tidegate.gateway.store.RouteChange;
import io.tidegate.gateway.store.RouteEdit;
import io.tidegate.gateway.store.RouteStore;
import io.tidegate.media.StreamKey;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/// All routes at once: `/api/v1/routes/export` writes one YAML file, `/api/v1/routes/apply` brings
/// one in, or says what it would change. Event loops; reading and writing run on worker threads.
public final class RouteFilesApi {
  /// 10,000 routes with all their keys, twice.
  private static final int MAX_BYTES = 16 << 20;

  private static final Set<String> TYPES = types();

  private final RouteStore store;

  public RouteFilesApi(RouteStore store) {
    this.store = store;
  }

  /// Below `/api/*`, which is where whoever may not is turned away.
  public void mount(Router router) {
    ReadOnly.mount(router, "/api/v1/routes/export", this::export);
    router.route("/api/v1/routes/apply").handler(this::apply);
  }

  private void export(RoutingContext context) {
    boolean secrets;
    try {
      secrets = flag(context.queryParams(), "secrets");
    } catch (IllegalArgumentException wrong) {
      StoreReplies.badParameter(context, wrong);
      return;
    }
    if (secrets) {
      Replies.problem(
          context,
          400,
          "secrets: leave in a backup alone, under a passphrase: POST /api/v1/backup",
          new JsonObject().put("field", "secrets"));
      return;
    }
    Caller caller = Caller.of(context);
    context
        .vertx()
        .executeBlocking(() -> RouteDocuments.writeYaml(seen(caller), false), false)
        .onSuccess(yaml -> {
          context
              .response()
              .putHeader(HttpHeaders.CONTENT_TYPE, "application/yaml; charset=utf-8")
              .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
              .putHeader("Content-Disposition", "attachment; filename=\"tidegate-routes.yaml\"");
          Replies.end(context, Buffer.buffer(yaml));
        })
        .onFailure(context::fail);
  }

  private List<RouteSpec> seen(Caller caller) {
    return store.table().routes().stream().filter(route -> caller.sees(route.key())).toList();
  }

  private void apply(RoutingContext context) {
    if (!context.request().method().equals(HttpMethod.POST)) {
      Replies.methodNotAllowed(context, "POST");
      return;
    }
    boolean dryRun;
    boolean prune;
    try {
      dryRun = flag(context.queryParams(), "dryRun");
      prune = flag(context.queryParams(), "prune");
    } catch (IllegalArgumentException wrong) {
      StoreReplies.badParameter(context, wrong);
      return;
    }
    RequestBody.read(
        context,
        MAX_BYTES,
        TYPES,
        (type, body) ->
            context
                .vertx()
                .executeBlocking(() -> read(type, body), false)
                .onSuccess(routes -> apply(context, routes, prune, dryRun))
                .onFailure(failure -> refuse(context, failure)));
  }

  private List<RouteSpec> read(String type, Buffer body) throws ConfigException {
    Map<StreamKey, RouteSpec> stored = new HashMap<>();
    store.table().entries().forEach((key, entry) -> stored.put(key, entry.route()));
    if (RequestBody.YAML.contains(type)) {
      return RouteDocuments.readYaml("routes", body.toString(), stored);
    }
    Object routes = new JsonObject(body).getValue("routes");
    if (!(routes instanceof JsonArray array)) {
      throw new ConfigException("routes: expected a list");
    }
    JsonArray plain = new JsonArray();
    for (Object route : array) {
      plain.add(route instanceof JsonObject object ? without(object) : route);
    }
    return RouteDocuments.readAll(plain, stored);
  }

  private static JsonObject without(JsonObject route) {
    RouteJson.ADDED.forEach(route::remove);
    return route;
  }

  private static void refuse(RoutingContext context, Throwable failure) {
    switch (failure) {
      case ConfigException wrong -> StoreReplies.invalid(context, wrong);
      case DecodeException _ -> Replies.problem(context, 400, "expected a JSON object");
      default -> context.fail(failure);
    }
  }

  private void apply(RoutingContext context, List<RouteSpec> routes, boolean prune, boolean dry) {
    RouteEdit edit = replacing(routes, prune);
    String who = Caller.who(context);
    CompletableFuture<RouteChange> change =
        dry ? store.rehearse(who, "apply", edit) : store.change(who, "apply", edit);
    StoreReplies.when(
        context,
        change,
        done ->
            Replies.json(
                context,
                RouteJson.whole(done)
                    .put("version", dry || done.version() == 0 ? null : done.version())
                    .put("dryRun", dry)));
  }

  /// @param prune delete what is not among `routes`
  static RouteEdit replacing(List<RouteSpec> routes, boolean prune) {
    return now -> {
      Map<StreamKey, Optional<RouteSpec>> wanted = new LinkedHashMap<>();
      if (prune) {
        now.keySet().forEach(key -> wanted.put(key, Optional.empty()));
      }
      routes.forEach(route -> wanted.put(route.key(), Optional.of(route)));
      return wanted;
    };
  }

  /// @throws IllegalArgumentException whose message begins with the name
  static boolean flag(MultiMap query, String name) {
    String text = query.get(name);
    if (text == null || text.equals("false")) {
      return false;
    }
    if (text.equals("true")) {
      return true;
    }
    throw new IllegalArgumentException(name + ": expected true or false");
  }

  private static Set<String> types() {
    Set<String> types = new HashSet<>(RequestBody.YAML);
    types.add(RequestBody.JSON);
    return types;
  }
}
