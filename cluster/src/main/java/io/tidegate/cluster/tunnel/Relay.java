package io.tidegate.cluster.tunnel;

import io.tidegate.cluster.pki.PeerRefusedException;
import io.tidegate.media.Nullable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import javax.net.ssl.SSLSocket;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The port where other nodes call. Each caller shows its certificate first; without one, it gets
/// no further than to what is for strangers.
///
/// Each connection has a virtual thread.
final class Relay {
  private static final Logger log = LoggerFactory.getLogger(Relay.class);
  private static final int BACKLOG = 128;

  private final Wire wire;
  private final Applications applications;
  private final Handshakes handshakes = new Handshakes();
  private final Floods floods = new Floods();
  private final Acceptor acceptor;

  Relay(Wire wire, Applications applications) throws IOException {
    this.wire = wire;
    this.applications = applications;
    acceptor =
        new Acceptor(
            "cluster-relay", wire.options().listen(), BACKLOG, this::accept, this::tellProblem);
  }

  InetSocketAddress address() {
    return acceptor.address();
  }

  void start() {
    acceptor.start();
  }

  void close() {
    acceptor.close();
  }

  private void accept(Socket socket) {
    InetAddress caller = socket.getInetAddress();
    Handshakes.Place place = new Handshakes.Place(caller, wire.isNode(caller));
    if (handshakes.enter(place)) {
      Thread.ofVirtual().name("cluster-accept").start(() -> welcome(socket, place));
    } else {
      wire.stats.overLimit.increment();
      Wire.closeQuietly(socket);
    }
  }

  private void tellProblem(IOException problem) {
    floods.tell("accept", n -> log.warn("relay cannot accept: {}", problem.getMessage()));
  }

  private void welcome(Socket socket, Handshakes.Place place) {
    try (socket) {
      @Nullable PeerConnection peer;
      try {
        SSLSocket tls = shake(socket);
        if (isForStrangers(tls)) {
          serve(socket, tls);
          return;
        }
        peer = admit(socket, tls);
      } finally {
        handshakes.leave(place); // a stranger has it until it was served
      }
      if (peer != null) {
        serve(peer);
      }
    } catch (IOException refused) {
      tellRefused(socket, refused);
    }
  }

  private SSLSocket shake(Socket socket) throws IOException {
    try (Wire.Deadline _ = wire.new Deadline(socket)) {
      socket.setTcpNoDelay(true);
      Wire.keepAlive(socket);
      SSLSocket tls = wire.tls().server(socket, applications.names());
      tls.startHandshake();
      return tls;
    }
  }

  private boolean isForStrangers(SSLSocket tls) {
    return applications.strangers().containsKey(tls.getApplicationProtocol());
  }

  private @Nullable PeerConnection admit(Socket socket, SSLSocket tls) throws IOException {
    try {
      PeerConnection peer = wire.admit(socket, tls, 0);
      if (peer == null) {
        floods.tell("limit", n -> log.warn("relay: {} connections over the limit", n));
      }
      return peer;
    } catch (PeerRefusedException refused) {
      throw new IOException(refused);
    }
  }

  private void serve(Socket socket, SSLSocket tls) throws IOException {
    StrangerProtocol protocol = applications.strangers().get(tls.getApplicationProtocol());
    if (protocol == null) {
      return;
    }
    try (Wire.Deadline _ = wire.new Deadline(socket);
        tls) {
      protocol.serve(tls, socket.getInetAddress());
    }
  }

  private void serve(PeerConnection peer) {
    PeerProtocol protocol = applications.peers().get(peer.application());
    if (protocol == null) { // ALPN is not asked for by whoever does not send it: RFC 7301 §3.2
      wire.stats.handshakesFailed.increment();
      peer.close();
      return;
    }
    wire.stats.accepted.increment();
    try (peer) {
      protocol.serve(peer);
    } catch (IOException broken) {
      log.debug("{} from node {}: {}", peer.application(), peer.peer().number(), broken.toString());
      peer.abort(CloseReason.BROKEN);
    }
  }

  private void tellRefused(Socket socket, IOException problem) {
    if (acceptor.isClosed()) {
      return;
    }
    for (Throwable cause = problem; cause != null; cause = cause.getCause()) {
      if (cause instanceof PeerRefusedException refused) {
        wire.stats.refuse(refused.reason());
        floods.tell(
            refused.reason(),
            n ->
                log.warn(
                    "relay: {} is refused: {}{}",
                    socket.getInetAddress().getHostAddress(),
                    refused.getMessage(),
                    times(n)));
        return;
      }
    }
    wire.stats.handshakesFailed.increment();
    floods.tell(
        "handshake",
        n ->
            log.warn(
                "relay: {} does not speak TLS with us: {}{}",
                socket.getInetAddress().getHostAddress(),
                problem.getMessage(),
                times(n)));
  }

  private static String times(long count) {
    return count > 1 ? " (" + count + " of them)" : "";
  }
}
