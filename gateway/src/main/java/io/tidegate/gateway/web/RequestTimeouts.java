package io.tidegate.gateway.web;

import io.tidegate.media.hub.Connections;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.SocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Closes connections on which no request comes: whose peer sends nothing, or its request byte by
/// byte, head or body, or is done. An upload may last while it goes on. However long an answer
/// takes, it is not cut. An address that has too many connections is told so. Confined to the
/// server's loop.
///
/// 1. [#watch], before the server listens.
/// 2. The server gets the request handler that it returns.
final class RequestTimeouts {
  /// How often is looked.
  private static final long TICK_MS = 1_000;

  /// For the request of a connection that is one too many.
  private static final long REFUSED_NANOS = 2_000_000_000L;

  /// Of an upload: slower than any line that is worth an upload.
  private static final long LEAST_BYTES_PER_SECOND = 16 << 10;

  /// RFC 9110 §10.2.3: seconds.
  private static final String RETRY_AFTER = "5";

  private static final Set<HttpMethod> WITH_BODY =
      Set.of(HttpMethod.POST, HttpMethod.PUT, HttpMethod.PATCH);

  private final Map<HttpConnection, Long> waitingSince = new HashMap<>();

  /// Whose bodies have not come to their end.
  private final Map<HttpServerRequest, Long> bodies = new HashMap<>();

  private final Set<HttpConnection> refused = new HashSet<>();
  private final long limitNanos;
  private final Connections connections;

  /// Any number of connections.
  RequestTimeouts(Duration limit) {
    this(limit, Connections.UNLIMITED);
  }

  /// @param connections says how many an address may have
  RequestTimeouts(Duration limit, Connections connections) {
    this.limitNanos = limit.toNanos();
    this.connections = connections;
  }

  Handler<HttpServerRequest> watch(
      Vertx vertx, HttpServer server, Handler<HttpServerRequest> requests) {
    server.connectionHandler(this::opened);
    vertx.setPeriodic(TICK_MS, _ -> closeIdle(System.nanoTime()));
    return request -> {
      if (refused.contains(request.connection())) {
        refuse(request);
      } else {
        answering(request);
        requests.handle(request);
      }
    };
  }

  private void opened(HttpConnection connection) {
    SocketAddress remote = connection.remoteAddress();
    String host = remote == null ? "" : String.valueOf(remote.hostAddress());
    switch (connections.opened(host)) {
      case ADMITTED -> wait(connection, host);
      case REFUSED -> {
        refused.add(connection);
        wait(connection, host);
      }
      case DROPPED -> {
        Future<Void> _ = connection.close();
      }
    }
  }

  private void wait(HttpConnection connection, String host) {
    waitingSince.put(connection, System.nanoTime());
    connection.closeHandler(_ -> {
      waitingSince.remove(connection);
      refused.remove(connection);
      connections.closed(host);
    });
  }

  /// RFC 6585 §4.
  private static void refuse(HttpServerRequest request) {
    Future<Void> _ =
        request
            .response()
            .setStatusCode(429)
            .putHeader(HttpHeaders.RETRY_AFTER, RETRY_AFTER)
            .putHeader(HttpHeaders.CONNECTION, "close")
            .putHeader(HttpHeaders.CONTENT_TYPE, "text/plain; charset=utf-8")
            .end("this address has all the connections that one may have\n")
            .onComplete(_ -> {
              Future<Void> _ = request.connection().close();
            });
  }

  /// A connection of HTTP/2 has shown that it means it, and may have other requests under way.
  private void answering(HttpServerRequest request) {
    HttpConnection connection = request.connection();
    boolean wasWaiting = waitingSince.remove(connection) != null;
    if (wasWaiting && request.version() != HttpVersion.HTTP_2) {
      request.response().endHandler(_ -> waitingSince.put(connection, System.nanoTime()));
    }
    if (hasBody(request)) {
      bodies.put(request, System.nanoTime());
    }
  }

  /// RFC 9112 §6.3; over HTTP/2 no header has to tell.
  private static boolean hasBody(HttpServerRequest request) {
    String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    return (length != null && !length.equals("0"))
        || request.headers().contains(HttpHeaders.TRANSFER_ENCODING)
        || (request.version() == HttpVersion.HTTP_2 && WITH_BODY.contains(request.method()));
  }

  private void closeIdle(long nowNanos) {
    List<HttpConnection> overdue =
        waitingSince.entrySet().stream()
            .filter(entry -> nowNanos - entry.getValue() > limit(entry.getKey()))
            .map(Map.Entry::getKey)
            .toList();
    overdue.forEach(connection -> {
      waitingSince.remove(connection);
      connection.close();
    });
    bodies.keySet().removeIf(HttpServerRequest::isEnded);
    List<HttpServerRequest> endless =
        bodies.entrySet().stream()
            .filter(entry -> nowNanos - entry.getValue() > limitNanos)
            .map(Map.Entry::getKey)
            .filter(request -> !isUpload(request) || isSlow(request, nowNanos))
            .toList();
    endless.forEach(this::cut);
  }

  /// May take as long as it is large.
  private static boolean isUpload(HttpServerRequest request) {
    return TusHeaders.BODY_TYPE.equals(request.getHeader(HttpHeaders.CONTENT_TYPE))
        && !request.response().ended();
  }

  private boolean isSlow(HttpServerRequest request, long nowNanos) {
    long since = bodies.getOrDefault(request, nowNanos);
    return request.bytesRead() < (nowNanos - since) / 1_000_000_000 * LEAST_BYTES_PER_SECOND;
  }

  private long limit(HttpConnection connection) {
    return refused.contains(connection) ? Math.min(limitNanos, REFUSED_NANOS) : limitNanos;
  }

  /// Over HTTP/2 its stream alone.
  private void cut(HttpServerRequest request) {
    bodies.remove(request);
    if (request.version() == HttpVersion.HTTP_2) {
      request.response().reset();
    } else {
      Future<Void> _ = request.connection().close();
    }
  }
}
