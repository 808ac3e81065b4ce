package io.tidegate.gateway.web;

import io.tidegate.gateway.access.Network;
import io.tidegate.media.DataSize;
import io.tidegate.media.Nullable;
import io.tidegate.media.hub.Connections;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.ext.web.Router;
import java.time.Duration;
import java.util.List;

/// The HTTP listener; deploy one instance per event loop, they share the port.
public final class HttpVerticle extends VerticleBase {
  /// Vert.x gives all servers that ask for the same negative port one and the same random port, so
  /// each listener of ours has a number of its own (RTMP has -1 and -2).
  private static final int RANDOM_PORT = -3;

  private static final int RANDOM_TLS_PORT = -4;

  /// Viewers that all come at the start of an event.
  private static final int ACCEPT_BACKLOG = 1_024;

  /// @param requestTimeout for a request to come, and between two of one connection
  /// @param sendBuffer of each connection: with the kernel's own a stopped viewer stays hidden
  /// @param tls certificate and key, null for plain HTTP
  /// @param proxies that are believed whom they ask for
  public record Options(
      String host,
      int port,
      Duration requestTimeout,
      DataSize sendBuffer,
      @Nullable KeyCertOptions tls,
      List<Network> proxies) {}

  /// Adds routes to a router.
  @FunctionalInterface
  public interface Mount {
    void mount(Router router);
  }

  private final Options options;
  private final Connections connections;
  private final List<Mount> mounts;
  private volatile int actualPort;

  /// @param connections says how many an address may have
  public HttpVerticle(Options options, Connections connections, List<Mount> mounts) {
    this.options = options;
    this.connections = connections;
    this.mounts = List.copyOf(mounts);
  }

  /// The port that is bound, 0 before. Any thread.
  public int actualPort() {
    return actualPort;
  }

  @Override
  public Future<?> start() {
    Router router = Router.router(vertx);
    mounts.forEach(mount -> mount.mount(router));
    Replies.explainFailures(router, "nothing is here");
    HttpServer server = vertx.createHttpServer(serverOptions());
    RequestTimeouts timeouts = new RequestTimeouts(options.requestTimeout(), connections);
    return server
        .requestHandler(
            timeouts.watch(vertx, server, new ForwardedFor(options.proxies()).before(router)))
        .listen()
        .onSuccess(this::bound);
  }

  private void bound(HttpServer server) {
    actualPort = server.actualPort();
  }

  private int randomPort() {
    return options.tls() == null ? RANDOM_PORT : RANDOM_TLS_PORT;
  }

  private HttpServerOptions serverOptions() {
    HttpServerOptions http =
        new HttpServerOptions()
            .setHost(options.host())
            .setPort(options.port() == 0 ? randomPort() : options.port())
            .setAcceptBacklog(ACCEPT_BACKLOG)
            .setSendBufferSize(Math.toIntExact(options.sendBuffer().bytes()))
            .setHttp2ClearTextEnabled(false) // else who sends nothing is no connection yet
            .setTcpNoDelay(true)
            .setTcpKeepAlive(true);
    if (options.tls() != null) {
      http.setSsl(true).setUseAlpn(true).setKeyCertOptions(options.tls());
    }
    return http;
  }
}
