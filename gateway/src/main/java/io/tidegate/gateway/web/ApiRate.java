package io.tidegate.gateway.web;

import io.tidegate.gateway.load.Limits;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/// How often one address may call the API: before everything else there, so that a flood costs
/// neither passwords nor lines of the audit log. Any thread.
public final class ApiRate {
  private final Limits limits;

  public ApiRate(Limits limits) {
    this.limits = limits;
  }

  public void mount(Router router) {
    router.route("/api/*").handler(this::take);
    router.route("/v3/*").handler(this::take);
  }

  private void take(RoutingContext context) {
    long seconds = limits.api(Guard.host(context.request()), System.nanoTime());
    if (seconds == 0) {
      context.next();
    } else {
      context.response().putHeader(HttpHeaders.RETRY_AFTER, Long.toString(seconds));
      Replies.problem(context, 429, "this address calls too often, see limits.api-per-second");
    }
  }
}
