package io.tidegate.gateway.web;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;

/// The forms of our own answers.
final class Replies {
  private Replies() {}

  /// An error as RFC 9457 writes it.
  static void problem(RoutingContext context, int status, String detail) {
    HttpServerResponse response = context.response();
    if (response.headWritten() || response.ended()) {
      return;
    }
    response
        .setStatusCode(status)
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/problem+json")
        .end(
            new JsonObject()
                    .put("type", "about:blank")
                    .put("title", response.getStatusMessage())
                    .put("status", status)
                    .put("detail", detail)
                    .encode()
                + "\n");
  }

  static void json(RoutingContext context, JsonObject body) {
    context
        .response()
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
        .end(body.encode() + "\n");
  }
}
