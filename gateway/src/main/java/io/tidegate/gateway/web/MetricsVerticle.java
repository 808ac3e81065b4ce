package io.tidegate.gateway.web;

import io.tidegate.gateway.config.Token;
import io.tidegate.gateway.metrics.Metrics;
import io.tidegate.media.Nullable;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;

/// `/metrics` and `/health/…` on a port of their own.
public final class MetricsVerticle extends VerticleBase {
  /// RFC 6750 §2.1; the name of a scheme is compared without case, RFC 9110 §11.1.
  private static final String SCHEME = "Bearer ";

  private final Options options;
  private final Metrics metrics;
  private final HealthRoutes health;
  private volatile int actualPort;

  /// @param port 0 picks a free one
  /// @param requestTimeout for a request to come, and between two of one connection
  /// @param token asked for by `/metrics`, as a bearer token, where there is one
  public record Options(String host, int port, Duration requestTimeout, Token token) {}

  public MetricsVerticle(Options options, Metrics metrics, HealthRoutes health) {
    this.options = options;
    this.metrics = metrics;
    this.health = health;
  }

  /// The port that is bound, 0 before. Any thread.
  public int actualPort() {
    return actualPort;
  }

  @Override
  public Future<?> start() {
    Router router = Router.router(vertx);
    health.mount(router);
    ReadOnly.mount(router, "/metrics", this::scrape);
    Replies.explainFailures(router, "nothing is here, see /metrics");
    HttpServer server =
        vertx.createHttpServer(new HttpServerOptions().setHttp2ClearTextEnabled(false));
    RequestTimeouts timeouts = new RequestTimeouts(options.requestTimeout());
    return server
        .requestHandler(timeouts.watch(vertx, server, router))
        .listen(options.port(), options.host())
        .onSuccess(this::bound);
  }

  private void bound(HttpServer server) {
    actualPort = server.actualPort();
  }

  private void scrape(RoutingContext context) {
    String authorization = context.request().getHeader(HttpHeaders.AUTHORIZATION);
    if (!options.token().isEmpty() && !options.token().matches(bearer(authorization))) {
      context.response().putHeader("WWW-Authenticate", "Bearer realm=\"tidegate\"");
      Replies.problem(context, 401, "the bearer token is missing or wrong");
      return;
    }
    Metrics.Page page = metrics.page(context.request().getHeader(HttpHeaders.ACCEPT));
    context
        .response()
        .putHeader(HttpHeaders.CONTENT_TYPE, page.type())
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    Replies.end(context, Buffer.buffer(page.content()));
  }

  private static @Nullable String bearer(@Nullable String authorization) {
    return authorization != null && authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
        ? authorization.substring(SCHEME.length()).strip()
        : null;
  }
}
