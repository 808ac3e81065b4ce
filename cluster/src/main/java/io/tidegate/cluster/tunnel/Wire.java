package io.tidegate.cluster.tunnel;

import io.tidegate.cluster.pki.NodeName;
import io.tidegate.cluster.pki.NodeTls;
import io.tidegate.cluster.pki.PeerCheck;
import io.tidegate.cluster.pki.PeerRefusedException;
import io.tidegate.cluster.pki.Revocations;
import io.tidegate.media.Nullable;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketOption;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;
import jdk.net.ExtendedSocketOptions;

/// What both ends of a connection do alike: time limits, checks, the list of what stands. Any
/// thread.
final class Wire {
  /// The kernel answers these, whatever the other machine's processors do: four seconds of silence
  /// are a cut wire, not a busy node.
  private static final int KEEP_ALIVE_SECONDS = 1;

  private static final int KEEP_ALIVE_PROBES = 3;

  private final NodeTls tls;
  private final PeerCheck check;
  private final Revocations revocations;
  private final TunnelOptions options;
  private final ScheduledThreadPoolExecutor clock;
  final TunnelStats stats = new TunnelStats();
  final Connections connections = new Connections(TunnelOptions.MAX_CONNECTIONS);

  Wire(TunnelOptions options, NodeTls tls, PeerCheck check, Revocations revocations) {
    this.options = options;
    this.tls = tls;
    this.check = check;
    this.revocations = revocations;
    clock =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().name("cluster-clock").daemon().factory());
    clock.setRemoveOnCancelPolicy(true);
    revocations.observe(one -> abort(one.number(), CloseReason.REVOKED));
  }

  TunnelOptions options() {
    return options;
  }

  NodeTls tls() {
    return tls;
  }

  /// Closes the socket unless it is cancelled in time.
  ScheduledFuture<?> deadline(Socket socket) {
    return clock.schedule(
        () -> closeQuietly(socket), options.handshake().toNanos(), TimeUnit.NANOSECONDS);
  }

  /// Until the clock is stopped.
  ScheduledFuture<?> watchIdle() {
    long period = Math.max(1, options.idle().toNanos() / 4);
    return clock.scheduleWithFixedDelay(this::closeIdle, period, period, TimeUnit.NANOSECONDS);
  }

  private void closeIdle() {
    long now = System.nanoTime();
    for (PeerConnection one : connections.all()) {
      if (one.application().equals(Applications.MEMBER)
          && one.idleNanos(now) > options.idle().toNanos()) {
        stats.idle.increment();
        one.abort(CloseReason.IDLE);
      }
    }
  }

  static void keepAlive(Socket socket) throws SocketException {
    socket.setKeepAlive(true);
    try {
      option(socket, ExtendedSocketOptions.TCP_KEEPIDLE, KEEP_ALIVE_SECONDS);
      option(socket, ExtendedSocketOptions.TCP_KEEPINTERVAL, KEEP_ALIVE_SECONDS);
      option(socket, ExtendedSocketOptions.TCP_KEEPCOUNT, KEEP_ALIVE_PROBES);
    } catch (IOException refused) {
      throw new SocketException("keep-alive cannot be set: " + refused.getMessage());
    }
  }

  private static void option(Socket socket, SocketOption<Integer> option, int value)
      throws IOException {
    socket.setOption(option, value);
  }

  /// After a handshake: who it is, once more, and that there is room.
  ///
  /// @param number of the node that was called, 0 when it has called
  /// @return null when there is none
  @Nullable
  PeerConnection admit(Socket socket, SSLSocket secured, int number) throws PeerRefusedException {
    var chain = NodeTls.peerChain(secured);
    NodeName peer = number == 0 ? check.check(chain) : check.check(chain, number);
    PeerConnection connection =
        new PeerConnection(
            peer, secured.getApplicationProtocol(), socket, secured, connections::remove);
    if (!connections.add(connection)) {
      stats.overLimit.increment();
      connection.abort(CloseReason.OVERLOAD);
      return null;
    }
    if (revocations.contains(peer.number())) { // meanwhile
      connection.abort(CloseReason.REVOKED);
    }
    return connection;
  }

  void abort(int number, CloseReason reason) {
    for (PeerConnection one : connections.of(number)) {
      one.abort(reason);
      if (reason == CloseReason.REVOKED) {
        stats.revoked.increment();
      }
    }
  }

  void close() {
    clock.shutdownNow();
    connections.all().forEach(one -> one.abort(CloseReason.STOPPED));
  }

  static void closeQuietly(AutoCloseable one) {
    try {
      one.close();
    } catch (Exception _) {
      // it is over in any case
    }
  }
}
