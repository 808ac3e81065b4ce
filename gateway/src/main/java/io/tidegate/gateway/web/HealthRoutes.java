package io.tidegate.gateway.web;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/// `/health/live`, `/health/ready`, `/health/startup`. Any thread.
///
/// `live` is answered as long as an event loop turns; the other two are 200 from the moment when
/// all listeners are bound, `ready` until the stop begins.
public final class HealthRoutes {
  private volatile boolean ready;
  private volatile boolean started;

  /// @param now whether all listeners are bound
  public void ready(boolean now) {
    started = started || now;
    ready = now;
  }

  public void mount(Router router) {
    ReadOnly.mount(router, "/health/live", context -> answer(context, true));
    ReadOnly.mount(router, "/health/ready", context -> answer(context, ready));
    ReadOnly.mount(router, "/health/startup", context -> answer(context, started));
    ReadOnly.mount(router, "/health", context -> answer(context, true));
  }

  private static void answer(RoutingContext context, boolean up) {
    context
        .response()
        .setStatusCode(up ? 200 : 503)
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    Replies.end(context, Replies.line(new JsonObject().put("status", up ? "UP" : "DOWN")));
  }
}
