package io.tidegate.gateway.web;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/// Addresses that are only read: GET and HEAD are answered ([Replies#end] knows them apart),
/// OPTIONS says so, anything else gets 405. RFC 9110 §9.3, §15.5.6.
final class ReadOnly {
  private ReadOnly() {}

  static void mount(Router router, String path, Handler<RoutingContext> handler) {
    router.route(path).handler(context -> answer(context, handler));
  }

  static void answer(RoutingContext context, Handler<RoutingContext> handler) {
    HttpMethod method = context.request().method();
    if (method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD)) {
      handler.handle(context);
    } else if (method.equals(HttpMethod.OPTIONS)) {
      context.response().setStatusCode(204).putHeader(HttpHeaders.ALLOW, Replies.METHODS).end();
    } else {
      Replies.methodNotAllowed(context);
    }
  }
}
