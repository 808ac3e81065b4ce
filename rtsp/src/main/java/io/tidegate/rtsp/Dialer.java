package io.tidegate.rtsp;

import io.tidegate.media.Nullable;
import io.tidegate.media.hub.DialOptions;
import io.tidegate.rtsp.message.RtspUrl;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.ConnectOptions;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/// Makes connections to cameras and other servers. Confined to the loop of its context.
final class Dialer {
  /// A socket that is full for longer than this much is a camera that does not read.
  private static final int WRITE_QUEUE_BYTES = 256 << 10;

  /// Of the time for all, what one connection may take: TCP waits longer and longer before it
  /// knocks again, so a camera that comes back is found sooner by a new call.
  private static final Duration LONG_ENOUGH = Duration.ofSeconds(3);

  private final Vertx vertx;
  private final Map<Way, NetClient> clients = new HashMap<>();

  /// What a client has for all its connections: as many as routes have asked for.
  private record Way(@Nullable InetAddress from, int trafficClass) {}

  Dialer(Vertx vertx) {
    this.vertx = vertx;
  }

  /// @param url also names the log-in of a tunnel
  /// @param target says whether there is a tunnel, and whether certificates are checked
  Future<RtspConnection> dial(RtspUrl url, RtspPullTarget target) {
    if (target.transport() == RtspTransport.HTTP) {
      return new Tunnel(() -> connect(url, target.verifyTls(), target.dial()), url).open();
    }
    return dial(url, target.verifyTls(), target.dial());
  }

  /// Without a tunnel.
  Future<RtspConnection> dial(RtspUrl url, boolean verifyTls, DialOptions dial) {
    return connect(url, verifyTls, dial).map(DirectConnection::new);
  }

  private Future<NetSocket> connect(RtspUrl url, boolean verifyTls, DialOptions dial) {
    Way way;
    try {
      way = new Way(dial.localAddress(url.host()), dial.trafficClass());
    } catch (IOException missing) {
      return Future.failedFuture(missing);
    }
    ConnectOptions connect =
        new ConnectOptions()
            .setHost(url.host())
            .setPort(url.port())
            .setTimeout((int) connectTime(dial.connect()).toMillis());
    if (url.tls()) {
      ClientSSLOptions tls =
          new ClientSSLOptions()
              .setTrustAll(!verifyTls)
              .setHostnameVerificationAlgorithm(verifyTls ? "HTTPS" : "");
      connect.setSsl(true).setSslOptions(tls);
    }
    return clients
        .computeIfAbsent(way, this::client)
        .connect(connect)
        .map(socket -> {
          socket.setWriteQueueMaxSize(WRITE_QUEUE_BYTES);
          return socket;
        });
  }

  /// Three tenths of it, or all of what is short.
  static Duration connectTime(Duration forAll) {
    Duration part = forAll.multipliedBy(3).dividedBy(10);
    Duration least = LONG_ENOUGH.compareTo(forAll) < 0 ? LONG_ENOUGH : forAll;
    return part.compareTo(least) > 0 ? part : least;
  }

  private NetClient client(Way way) {
    NetClientOptions net = new NetClientOptions();
    net.setTcpNoDelay(true);
    net.setTcpKeepAlive(true);
    InetAddress from = way.from();
    if (from != null) {
      net.setLocalAddress(from.getHostAddress());
    }
    if (way.trafficClass() != 0) {
      net.setTrafficClass(way.trafficClass());
    }
    return vertx.createNetClient(net);
  }
}
