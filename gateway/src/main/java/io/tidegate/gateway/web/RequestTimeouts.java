package io.tidegate.gateway.web;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Closes connections on which no request comes: whose peer sends nothing, or its request byte by
/// byte, or is done. However long an answer takes, it is not cut. Confined to the server's loop.
///
/// 1. [#watch], before the server listens.
/// 2. The server gets the request handler that it returns.
final class RequestTimeouts {
  /// How often is looked.
  private static final long TICK_MS = 1_000;

  private final Map<HttpConnection, Long> waitingSince = new HashMap<>();
  private final long limitNanos;

  RequestTimeouts(Duration limit) {
    limitNanos = limit.toNanos();
  }

  Handler<HttpServerRequest> watch(
      Vertx vertx, HttpServer server, Handler<HttpServerRequest> requests) {
    server.connectionHandler(this::opened);
    vertx.setPeriodic(TICK_MS, _ -> closeIdle(System.nanoTime()));
    return request -> {
      answering(request);
      requests.handle(request);
    };
  }

  private void opened(HttpConnection connection) {
    waitingSince.put(connection, System.nanoTime());
    connection.closeHandler(_ -> waitingSince.remove(connection));
  }

  /// A connection of HTTP/2 has shown that it means it, and may have other requests under way.
  private void answering(HttpServerRequest request) {
    HttpConnection connection = request.connection();
    boolean wasWaiting = waitingSince.remove(connection) != null;
    if (wasWaiting && request.version() != HttpVersion.HTTP_2) {
      request.response().endHandler(_ -> waitingSince.put(connection, System.nanoTime()));
    }
  }

  private void closeIdle(long nowNanos) {
    List<HttpConnection> overdue =
        waitingSince.entrySet().stream()
            .filter(entry -> nowNanos - entry.getValue() > limitNanos)
            .map(Map.Entry::getKey)
            .toList();
    overdue.forEach(connection -> {
      waitingSince.remove(connection);
      connection.close();
    });
  }
}
