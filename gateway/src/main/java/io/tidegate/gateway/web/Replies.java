package io.tidegate.gateway.web;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The forms of our own answers.
final class Replies {
  private static final Logger log = LoggerFactory.getLogger(Replies.class);

  static final String METHODS = "GET, HEAD, OPTIONS";

  private Replies() {}

  /// Puts every failure that no route answers itself into our form.
  ///
  /// @param notFound what 404 says
  static void explainFailures(Router router, String notFound) {
    router.errorHandler(400, context -> problem(context, 400, "the request is not well formed"));
    router.errorHandler(404, context -> problem(context, 404, notFound));
    router.errorHandler(405, Replies::methodNotAllowed);
    router.errorHandler(500, Replies::bug);
  }

  /// What else may be asked of an address that is not only read.
  static void methodNotAllowed(RoutingContext context, String allowed) {
    context.response().putHeader(HttpHeaders.ALLOW, allowed);
    problem(context, 405, "only " + allowed + " are answered here");
  }

  /// Everything here is only read, so the methods that are left are the same everywhere.
  static void methodNotAllowed(RoutingContext context) {
    context.response().putHeader(HttpHeaders.ALLOW, METHODS);
    problem(context, 405, "only GET and HEAD are answered here");
  }

  private static void bug(RoutingContext context) {
    log.error("a request failed", context.failure());
    problem(context, 500, "a bug in the server; its log says more");
  }

  /// An error as RFC 9457 writes it.
  static void problem(RoutingContext context, int status, String detail) {
    problem(context, status, detail, new JsonObject());
  }

  /// The same with members of our own: `field` and the like.
  static void problem(RoutingContext context, int status, String detail, JsonObject more) {
    HttpServerResponse response = context.response();
    if (response.headWritten() || response.ended()) {
      return;
    }
    response.setStatusCode(status).putHeader(HttpHeaders.CONTENT_TYPE, "application/problem+json");
    JsonObject problem =
        new JsonObject()
            .put("type", "about:blank")
            .put("title", response.getStatusMessage())
            .put("status", status)
            .put("detail", detail)
            .mergeIn(more);
    end(context, line(problem));
  }

  static void json(RoutingContext context, JsonObject body) {
    context
        .response()
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    end(context, line(body));
  }

  static Buffer line(JsonObject json) {
    return json.toBuffer().appendByte((byte) '\n');
  }

  /// Ends the answer with `body`, and that to a HEAD with its length alone: over HTTP/2 Vert.x
  /// would send the body too.
  static void end(RoutingContext context, Buffer body) {
    HttpServerResponse response = context.response();
    if (context.request().method().equals(HttpMethod.HEAD)) {
      response.putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(body.length())).end();
    } else {
      response.end(body);
    }
  }
}
