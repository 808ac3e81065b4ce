package io.tidegate.gateway.web;

import io.tidegate.gateway.host.HostClient;
import io.tidegate.gateway.host.HostException;
import io.tidegate.gateway.host.UpdateUpload;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;
import java.util.Set;

/// `/api/v1/system`: network, time, update, power and reset of the machine, all by the helper that
/// may change it. Where there is none every call answers 404; whoever is let in for being on this
/// machine, before there are users, is not let in here. Event loops; threads of their own wait for
/// the helper.
public final class SystemApi {
  private static final String PATH = "/api/v1/system";
  private static final int MAX_BYTES = 32 << 10;
  private static final Set<String> TYPES = Set.of(RequestBody.JSON);
  private static final Map<String, String> POWER =
      Map.of("reboot", "power.reboot", "off", "power.off");

  private final HostClient host;
  private final UpdateUpload upload;

  /// @param host shared by all routers of the process, as is `upload`
  public SystemApi(HostClient host, UpdateUpload upload) {
    this.host = host;
    this.upload = upload;
  }

  /// Below `/api/*`, which is where whoever may not is turned away.
  public void mount(Router router) {
    readAndSet(router, "/network", "network");
    readAndSet(router, "/time", "time");
    post(router, "/network/confirm", "network.confirm");
    post(router, "/network/revert", "network.revert");
    write(router, "PUT", "/hostname", (context, body) -> ask(context, "hostname.set", body));
    post(router, "/reset", "reset.factory");
    write(router, "POST", "/power", this::power);
    where(router, "GET, HEAD", "/update", context -> ask(context, "update.get", new JsonObject()));
    post(router, "/update/install", "update.install");
    where(router, SystemUpload.METHODS, "/update/upload", new SystemUpload(upload)::take);
  }

  @FunctionalInterface
  private interface Order {
    void take(RoutingContext context, JsonObject body);
  }

  /// Answers 404 where there is no helper.
  ///
  /// @param methods with commas between them
  private void where(Router router, String methods, String path, Handler<RoutingContext> answer) {
    Set<String> known = Set.of(methods.split(", "));
    router
        .route(PATH + path)
        .handler(context -> {
          HttpMethod method = context.request().method();
          if (!known.contains(method.name())) {
            Replies.methodNotAllowed(context, methods);
          } else if (!host.isHere()) {
            turnAway(
                context,
                404,
                "this machine has no helper of Tidegate (tidegate-host): its own tools set it up");
          } else if (Caller.of(context).means() == Caller.Means.LOCAL) {
            turnAway(
                context,
                403,
                "the machine is set up by an administrator, and there is none yet:"
                    + " POST /api/v1/setup makes the first");
          } else {
            answer.handle(context);
          }
        });
  }

  private static void turnAway(RoutingContext context, int status, String why) {
    if (context.request().method().equals(HttpMethod.PATCH)) {
      ClipReplies.hangUp(context);
    }
    Replies.problem(context, status, why);
  }

  private void readAndSet(Router router, String path, String part) {
    where(
        router,
        "GET, HEAD, PUT",
        path,
        context -> {
          if (context.request().method().equals(HttpMethod.PUT)) {
            RequestBody.json(context, MAX_BYTES, TYPES, body -> ask(context, part + ".set", body));
          } else {
            ask(context, part + ".get", new JsonObject());
          }
        });
  }

  private void post(Router router, String path, String verb) {
    write(router, "POST", path, (context, body) -> ask(context, verb, body));
  }

  private void write(Router router, String method, String path, Order order) {
    where(
        router,
        method,
        path,
        context -> RequestBody.json(context, MAX_BYTES, TYPES, body -> order.take(context, body)));
  }

  private void power(RoutingContext context, JsonObject body) {
    String verb = POWER.get(String.valueOf(body.remove("action")));
    if (verb == null) {
      JsonObject field = new JsonObject().put("field", "action");
      Replies.problem(context, 422, "action: expected reboot or off", field);
    } else {
      ask(context, verb, body);
    }
  }

  private void ask(RoutingContext context, String verb, JsonObject request) {
    ClipReplies.when(
        context,
        host.ask(verb, request),
        json -> Replies.json(context, json),
        failure -> {
          if (failure instanceof HostException refused) {
            refuse(context, refused);
          } else {
            context.fail(failure);
          }
        });
  }

  private static void refuse(RoutingContext context, HostException refused) {
    int status =
        switch (refused.kind()) {
          case INVALID -> 422;
          case CONFLICT, UNAVAILABLE -> 409;
          case FAILED -> 503;
        };
    String field = refused.field();
    if (field == null || field.isEmpty()) {
      Replies.problem(context, status, refused.detail());
    } else {
      Replies.problem(
          context, status, field + ": " + refused.detail(), new JsonObject().put("field", field));
    }
  }
}
