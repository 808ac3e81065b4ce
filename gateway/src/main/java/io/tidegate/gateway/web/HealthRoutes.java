package io.tidegate.gateway.web;

import io.tidegate.media.Nullable;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Supplier;

/// `/health/live`, `/health/ready`, `/health/startup`. Any thread.
///
/// `live` is answered as long as an event loop turns; the other two are 200 from the moment when
/// all listeners are bound, `ready` until the stop begins. A part that is missing on this machine
/// stands in `degraded` with the reason.
public final class HealthRoutes {
  private volatile boolean ready;
  private volatile boolean started;
  private final Map<String, Supplier<@Nullable String>> parts = new ConcurrentSkipListMap<>();

  /// @param now whether all listeners are bound
  public void ready(boolean now) {
    started = started || now;
    ready = now;
  }

  /// A part does not work, the rest does. Called before [#ready].
  ///
  /// @param reason a sentence for the operator
  public void degraded(String part, String reason) {
    watch(part, () -> reason);
  }

  /// The same for a part that may stop to work later.
  ///
  /// @param problem a sentence for the operator, null while the part works; any thread
  public void watch(String part, Supplier<@Nullable String> problem) {
    parts.put(part, problem);
  }

  public void mount(Router router) {
    ReadOnly.mount(router, "/health/live", context -> answer(context, true));
    ReadOnly.mount(router, "/health/ready", context -> answer(context, ready));
    ReadOnly.mount(router, "/health/startup", context -> answer(context, started));
    ReadOnly.mount(router, "/health", context -> answer(context, true));
  }

  private void answer(RoutingContext context, boolean up) {
    context
        .response()
        .setStatusCode(up ? 200 : 503)
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    Replies.end(context, Replies.line(json(up)));
  }

  /// What does not work. Any thread.
  public JsonObject json() {
    return json(ready);
  }

  private JsonObject json(boolean up) {
    JsonObject body = new JsonObject().put("status", up ? "UP" : "DOWN");
    JsonObject degraded = new JsonObject();
    problems().forEach(degraded::put);
    if (!degraded.isEmpty()) {
      body.put("degraded", degraded);
    }
    return body;
  }

  /// The reason by part, of what does not work. Any thread.
  public Map<String, String> problems() {
    Map<String, String> problems = new TreeMap<>();
    parts.forEach((part, problem) -> {
      String reason = problem.get();
      if (reason != null) {
        problems.put(part, reason);
      }
    });
    return problems;
  }
}
