package io.tidegate.rtmp;

import io.tidegate.media.Nullable;
import io.tidegate.media.hub.DialOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.ConnectOptions;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import java.io.IOException;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;

/// Makes connections to other servers. Confined to the loop of its context.
final class RtmpDialer {
  private final Vertx vertx;
  private final Map<Way, NetClient> clients = new HashMap<>();

  /// What a client has for all its connections: as many as routes have asked for.
  private record Way(@Nullable InetAddress from, int trafficClass) {}

  RtmpDialer(Vertx vertx) {
    this.vertx = vertx;
  }

  Future<NetSocket> dial(RtmpTarget target) {
    DialOptions dial = target.dial();
    RtmpAddress address = target.address();
    Way way;
    try {
      way = new Way(dial.localAddress(address.host()), dial.trafficClass());
    } catch (IOException missing) {
      return Future.failedFuture(missing);
    }
    ConnectOptions connect =
        new ConnectOptions()
            .setHost(address.host())
            .setPort(address.port())
            .setTimeout((int) dial.connect().toMillis());
    if (address.tls()) {
      ClientSSLOptions tls =
          new ClientSSLOptions()
              .setTrustAll(!target.verifyTls())
              .setHostnameVerificationAlgorithm(target.verifyTls() ? "HTTPS" : "");
      connect.setSsl(true).setSslOptions(tls);
    }
    return clients.computeIfAbsent(way, this::client).connect(connect);
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
