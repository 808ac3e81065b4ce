package io.tidegate.rtsp;

import io.tidegate.media.hub.CloseReason;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
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

  private final RtspServerOptions options;
  private final RtspServerService service;
  private final Set<ServerSession> sessions = new HashSet<>();
  private volatile int actualPort;

  public RtspServerVerticle(RtspServerOptions options, RtspServerService service) {
    this.options = options;
    this.service = service;
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
    ServerSession session = new ServerSession(socket, vertx, options, service, sessions::remove);
    sessions.add(session);
    session.start();
  }

  private void tick() {
    long now = System.nanoTime();
    List.copyOf(sessions).forEach(session -> session.tick(now));
  }
}
