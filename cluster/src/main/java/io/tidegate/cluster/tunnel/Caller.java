package io.tidegate.cluster.tunnel;

import io.tidegate.cluster.pki.PeerRefusedException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import javax.net.ssl.SSLSocket;

/// Calls other nodes. Any thread that may wait.
final class Caller {
  private final Wire wire;

  Caller(Wire wire) {
    this.wire = wire;
  }

  /// @param application ALPN name
  /// @throws IOException when it is not there, is another node, or does not take us
  PeerConnection call(Peer peer, String application) throws IOException {
    Socket socket = new Socket();
    try (Wire.Deadline _ = wire.new Deadline(socket)) {
      socket.setTcpNoDelay(true);
      socket.connect(new InetSocketAddress(peer.host(), peer.port()));
      Wire.keepAlive(socket);
      SSLSocket tls = wire.tls().client(socket, application);
      tls.startHandshake();
      if (!application.equals(tls.getApplicationProtocol())) {
        throw new IOException("node " + peer.number() + " does not serve " + application);
      }
      PeerConnection connection = wire.admit(socket, tls, peer.number());
      if (connection == null) {
        throw new IOException("too many connections with node " + peer.number());
      }
      wire.stats.called.increment();
      return connection;
    } catch (PeerRefusedException refused) {
      Wire.closeQuietly(socket);
      wire.stats.refuse(refused.reason());
      throw new IOException(refused.getMessage(), refused);
    } catch (IOException failed) {
      Wire.closeQuietly(socket);
      throw failed;
    }
  }
}
