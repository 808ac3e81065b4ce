package io.tidegate.gateway.web;

import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.Credentials;
import io.tidegate.media.hub.PlayRequest;
import io.tidegate.media.hub.Protocol;
import io.tidegate.media.hub.Refusal;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.HashMap;
import java.util.Map;

/// Who asks for a stream over HTTP, and how he is told that he does not get it. Stateless.
final class PlayRequests {
  private PlayRequests() {}

  /// With what the query and the header show.
  static PlayRequest of(StreamKey key, Protocol protocol, RoutingContext context) {
    Map<String, String> parameters = new HashMap<>();
    context.queryParams().forEach(one -> parameters.put(one.getKey(), one.getValue()));
    HttpServerRequest request = context.request();
    Credentials shown = Credentials.of(parameters, request.getHeader(HttpHeaders.AUTHORIZATION));
    return new PlayRequest(key, protocol, String.valueOf(request.remoteAddress()), shown);
  }

  static int status(Refusal refusal) {
    return switch (refusal) {
      case NOT_AUTHORISED -> 401;
      case NOT_ALLOWED -> 403;
      case NOT_FOUND -> 404;
      case BAD_KEY -> 400;
      case KEY_TAKEN -> 409;
      case UNSUPPORTED_CODEC -> 415;
      case PEER_LIMIT -> 429;
      case LIMIT_REACHED, NO_BANDWIDTH, SHUTTING_DOWN -> 503;
    };
  }

  static void refuse(RoutingContext context, Refusal refusal, String message) {
    int status = status(refusal);
    if (status == 401) {
      context.response().putHeader("WWW-Authenticate", "Basic realm=\"tidegate\"");
    }
    if (status == 503 || status == 429) {
      context.response().putHeader(HttpHeaders.RETRY_AFTER, "5");
    }
    Replies.problem(context, status, message);
  }
}
