package io.tidegate.rtmp;

import io.tidegate.media.hub.CloseReason;
import io.tidegate.media.hub.Connections;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Listens for RTMP, or RTMPS when the options have a certificate. RTMP 1.0; RFC 8446 below RTMPS.
///
/// 1. Deploy one instance per event loop; all share one port, also when the options say port 0.
/// 2. [#actualPort] tells the port after that, on any thread.
/// 3. Undeploying closes every session of the instance as `SHUTTING_DOWN`.
public final class RtmpVerticle extends VerticleBase {
  /// Vert.x gives all servers that ask for the same negative port one and the same random port, so
  /// RTMP and RTMPS have numbers of their own.
  private static final int RANDOM_PORT = -1;

  private static final int RANDOM_TLS_PORT = -2;

  /// Sessions are described and looked after once a second.
  private static final long TICK_MS = 1_000;

  /// Connections that wait to be accepted: encoders that all come back after a power cut.
  private static final int ACCEPT_BACKLOG = 1_024;

  /// Connections over the limit that are told so at `connect`; more are closed unheard.
  private static final int POLITELY_REFUSED = 50;

  private final RtmpOptions options;
  private final RtmpService service;
  private final Connections connections;
  private final ReadBuffer reads = new ReadBuffer();
  private final Set<RtmpSession> sessions = new HashSet<>();
  private volatile int actualPort;

  public RtmpVerticle(RtmpOptions options, RtmpService service) {
    this(options, service, Connections.UNLIMITED);
  }

  /// @param connections says how many an address may have
  public RtmpVerticle(RtmpOptions options, RtmpService service, Connections connections) {
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

  private int randomPort() {
    return options.tls() == null ? RANDOM_PORT : RANDOM_TLS_PORT;
  }

  private NetServerOptions serverOptions() {
    NetServerOptions net =
        new NetServerOptions()
            .setHost(options.host())
            .setPort(options.port() == 0 ? randomPort() : options.port())
            .setAcceptBacklog(ACCEPT_BACKLOG)
            .setTcpNoDelay(true)
            .setTcpKeepAlive(true);
    if (options.tls() != null) {
      net.setSsl(true).setKeyCertOptions(options.tls());
    }
    return net;
  }

  private void connected(NetSocket socket) {
    long tooMany = service.stats().open() - options.maxConnections();
    if (tooMany >= POLITELY_REFUSED) {
      service.stats().refused();
      socket.close();
      return;
    }
    String host = host(socket);
    Connections.Verdict verdict = connections.opened(host);
    if (verdict == Connections.Verdict.DROPPED) {
      service.stats().refused();
      socket.close();
      return;
    }
    boolean isRefused = tooMany >= 0 || verdict == Connections.Verdict.REFUSED;
    RtmpSession session =
        new RtmpSession(
            socket,
            reads,
            options,
            service,
            isRefused,
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
