package io.tidegate.rtsp;

import io.tidegate.media.hub.CloseReason;
import io.tidegate.media.hub.Connections;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Listens for RTSP, or RTSPS when the options have a certificate. RFC 2326; RFC 8446 below RTSPS.
///
/// 1. Deploy one instance per event loop; all share one port, also when the options say port 0.
/// 2. [#actualPort] tells the port after that, on any thread.
/// 3. Undeploying closes every session of the instance as `SHUTTING_DOWN`.
public final class RtspServerVerticle extends VerticleBase {
  /// Vert.x gives all servers that ask for the same negative port one and the same random port; -1
  /// to -4 are those of RTMP and HTTP.
  private static final int RANDOM_PORT = -5;

  private static final int RANDOM_TLS_PORT = -6;

  /// Sessions are described and looked after so often; an answer to PLAY may wait for it.
  private static final long TICK_MS = 1_000;

  /// Connections that wait to be accepted: recorders that all come back after a power cut.
  private static final int ACCEPT_BACKLOG = 1_024;

  /// RFC 2326 §11.3.14, before any request: there is no CSeq to repeat.
  private static final String TOO_MANY =
      "RTSP/1.0 503 Service Unavailable\r\nRetry-After: 5\r\nConnection: close\r\n\r\n";

  private final RtspServerOptions options;
  private final RtspServerService service;
  private final Connections connections;
  private final Set<ServerSession> sessions = new HashSet<>();
  private volatile int actualPort;

  public RtspServerVerticle(RtspServerOptions options, RtspServerService service) {
    this(options, service, Connections.UNLIMITED);
  }

  /// @param connections says how many an address may have
  public RtspServerVerticle(
      RtspServerOptions options, RtspServerService service, Connections connections) {
    this.options = options;
    this.service = service;
    this.connections = connections;
  }

  /// The port that is bound, 0 before. Any thread.
  public int actualPort() {
    return actualPort;
  }

  @Override
  public Future<?> start() {
    vertx.setPeriodic(TICK_MS, _ -> tick());
    return vertx
        .createNetServer(serverOptions())
        .connectHandler(this::connected)
        .listen()
        .onSuccess(this::bound);
  }

  @Override
  public Future<?> stop() {
    List.copyOf(sessions).forEach(session -> session.close(CloseReason.SHUTTING_DOWN));
    return Future.succeededFuture(); // Vert.x closes the server with its verticle
  }

  private void bound(NetServer server) {
    actualPort = server.actualPort();
  }

  private NetServerOptions serverOptions() {
    int random = options.tls() == null ? RANDOM_PORT : RANDOM_TLS_PORT;
    NetServerOptions net =
        new NetServerOptions()
            .setHost(options.host())
            .setPort(options.port() == 0 ? random : options.port())
            .setAcceptBacklog(ACCEPT_BACKLOG)
            .setTcpNoDelay(true)
            .setTcpKeepAlive(true);
    if (options.tls() != null) {
      net.setSsl(true).setKeyCertOptions(options.tls());
    }
    return net;
  }

  private void connected(NetSocket socket) {
    if (service.stats().open() >= options.maxConnections()) {
      service.stats().tooMany();
      socket.close();
      return;
    }
    String host = host(socket);
    switch (connections.opened(host)) {
      case ADMITTED -> serve(socket, host);
      case REFUSED -> {
        service.stats().tooMany();
        Future<Void> _ =
            socket.end(Buffer.buffer(TOO_MANY)).onComplete(_ -> connections.closed(host));
      }
      case DROPPED -> {
        service.stats().tooMany();
        socket.close();
      }
    }
  }

  private void serve(NetSocket socket, String host) {
    ServerSession session =
        new ServerSession(
            socket,
            vertx,
            options,
            service,
            ended -> {
              sessions.remove(ended);
              connections.closed(host);
            });
    sessions.add(session);
    session.start();
  }

  /// Without its port; one that has gone meanwhile has none.
  private static String host(NetSocket socket) {
    SocketAddress remote = socket.remoteAddress();
    return remote == null ? "" : String.valueOf(remote.hostAddress());
  }

  private void tick() {
    long now = System.nanoTime();
    List.copyOf(sessions).forEach(session -> session.tick(now));
  }
}
