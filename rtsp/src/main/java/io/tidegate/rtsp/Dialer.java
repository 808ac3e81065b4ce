package io.tidegate.rtsp;

import io.tidegate.rtsp.message.RtspUrl;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.ConnectOptions;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;

/// Makes connections to cameras. Confined to the loop of its context.
final class Dialer {
  /// A socket that is full for longer than this much is a camera that does not read.
  private static final int WRITE_QUEUE_BYTES = 256 << 10;

  private final NetClient client;

  Dialer(Vertx vertx, RtspOptions options) {
    NetClientOptions net = new NetClientOptions();
    net.setConnectTimeout((int) options.connectTimeout().toMillis());
    net.setTcpNoDelay(true);
    net.setTcpKeepAlive(true);
    this.client = vertx.createNetClient(net);
  }

  /// @param url also names the log-in of a tunnel
  /// @param target says whether there is a tunnel, and whether certificates are checked
  Future<RtspConnection> dial(RtspUrl url, RtspPullTarget target) {
    if (target.transport() == RtspTransport.HTTP) {
      return new Tunnel(() -> connect(url, target.verifyTls()), url).open();
    }
    return connect(url, target.verifyTls()).map(DirectConnection::new);
  }

  private Future<NetSocket> connect(RtspUrl url, boolean verifyTls) {
    ConnectOptions connect = new ConnectOptions().setHost(url.host()).setPort(url.port());
    if (url.tls()) {
      ClientSSLOptions tls =
          new ClientSSLOptions()
              .setTrustAll(!verifyTls)
              .setHostnameVerificationAlgorithm(verifyTls ? "HTTPS" : "");
      connect.setSsl(true).setSslOptions(tls);
    }
    return client
        .connect(connect)
        .map(socket -> {
          socket.setWriteQueueMaxSize(WRITE_QUEUE_BYTES);
          return socket;
        });
  }
}
