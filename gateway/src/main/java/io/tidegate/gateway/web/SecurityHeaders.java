package io.tidegate.gateway.web;

import io.vertx.core.MultiMap;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/// What browsers are told of every answer, and more of those that are not for other sites. Pages
/// say more themselves. Stateless.
public final class SecurityHeaders {
  private SecurityHeaders() {}

  /// Before everything else.
  public static void mount(Router router) {
    router.route().handler(SecurityHeaders::all);
    router.route("/api/*").handler(SecurityHeaders::ours);
    router.route("/v3/*").handler(SecurityHeaders::ours);
  }

  private static void all(RoutingContext context) {
    context.response().putHeader("X-Content-Type-Options", "nosniff");
    context.next();
  }

  /// No `Access-Control-…` either: what scripts of other sites ask for they do not get to see.
  private static void ours(RoutingContext context) {
    MultiMap headers = context.response().headers();
    headers
        .set("Cross-Origin-Resource-Policy", "same-origin")
        .set("X-Frame-Options", "DENY")
        .set("Referrer-Policy", "no-referrer");
    context.next();
  }
}
