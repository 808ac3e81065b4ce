package io.tidegate.gateway.web;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;

/// `/metrics` and `/health/live` on a loopback port of their own.
public final class MetricsVerticle extends VerticleBase {
  /// Metrics ask for no token, so they leave this machine by a proxy only.
  public static final String HOST = "127.0.0.1";

  private final int port;
  private final MetricsText text;
  private volatile int actualPort;

  /// @param port 0 picks a free one
  public MetricsVerticle(int port, MetricsText text) {
    this.port = port;
    this.text = text;
  }

  /// The port that is bound, 0 before. Any thread.
  public int actualPort() {
    return actualPort;
  }

  @Override
  public Future<?> start() {
    return vertx
        .createHttpServer()
        .requestHandler(this::answer)
        .listen(port, HOST)
        .onSuccess(this::bound);
  }

  private void bound(HttpServer server) {
    actualPort = server.actualPort();
  }

  private void answer(HttpServerRequest request) {
    switch (request.path()) {
      case "/metrics" ->
          request.response().putHeader("Content-Type", MetricsText.CONTENT_TYPE).end(text.text());
      case "/health/live" -> request.response().end("UP\n");
      default -> request.response().setStatusCode(404).end("see /metrics\n");
    }
  }
}
