package io.tidegate.cluster.tunnel;

import io.tidegate.cluster.pki.NodeName;
import io.tidegate.cluster.pki.NodeTls;
import io.tidegate.cluster.pki.PeerCheck;
import io.tidegate.cluster.pki.PeerRefusedException;
import io.tidegate.cluster.pki.Revocations;
import io.tidegate.media.Nullable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketOption;
import java.time.Duration;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import javax.net.ssl.SSLSocket;
import jdk.net.ExtendedSocketOptions;

/// What both ends of a connection do alike: time limits, checks, the list of what stands. Any
/// thread.
final class Wire {
  /// The kernel answers these, whatever the other machine's processors do: four seconds of silence
  /// are a cut wire, not a busy node.
  private static final int KEEP_ALIVE_SECONDS = 1;

  private static final int KEEP_ALIVE_PROBES = 3;

  /// Whatever a socket lacks, trying again at once brings it no sooner.
  private static final Duration REST = Duration.ofMillis(100);

  /// Of nodes that have come from elsewhere than where they are called.
  private static final int MAX_ADDRESSES = 4096;

  private final NodeTls tls;
  private final PeerCheck check;
  private final Revocations revocations;
  private final TunnelOptions options;
  private final ScheduledThreadPoolExecutor clock;
  private final Set<Socket> unfinished = ConcurrentHashMap.newKeySet();
  private final Set<InetAddress> seen = ConcurrentHashMap.newKeySet();
  private volatile Set<InetAddress> booked = Set.of();
  private volatile boolean closed;
  final TunnelStats stats = new TunnelStats();
  final Connections connections =
      new Connections(TunnelOptions.MAX_CONNECTIONS, TunnelOptions.SPARE_CONNECTIONS);

  Wire(TunnelOptions options, NodeTls tls, PeerCheck check, Revocations revocations) {
    this.options = options;
    this.tls = tls;
    this.check = check;
    this.revocations = revocations;
    clock =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().name("cluster-clock").daemon().factory());
    clock.setRemoveOnCancelPolicy(true);
    revocations.observe(one -> {
      seen.clear();
      abort(one.number(), CloseReason.REVOKED);
    });
  }

  TunnelOptions options() {
    return options;
  }

  NodeTls tls() {
    return tls;
  }

  /// Ends what is not done in time, or before the tunnel closes.
  final class Deadline implements AutoCloseable {
    private final Socket socket;
    private final ScheduledFuture<?> end;

    /// @throws IOException when the tunnel is closed
    Deadline(Socket socket) throws IOException {
      this.socket = socket;
      unfinished.add(socket);
      try {
        end =
            clock.schedule(
                () -> closeQuietly(socket), options.handshake().toNanos(), TimeUnit.NANOSECONDS);
      } catch (RejectedExecutionException stopped) {
        unfinished.remove(socket);
        throw new IOException("this node stops", stopped);
      }
    }

    @Override
    public void close() {
      end.cancel(false);
      unfinished.remove(socket);
    }
  }

  /// Where nodes are, by their addresses as far as no name has to be asked for.
  void know(Collection<Peer> peers) {
    booked = peers.stream().flatMap(peer -> peer.address().stream()).collect(Collectors.toSet());
  }

  /// Whether a node has this address, or somebody beside it.
  boolean isNode(InetAddress address) {
    return booked.contains(address) || seen.contains(address);
  }

  static void rest() {
    try {
      Thread.sleep(REST);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
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
            peer, secured.getApplicationProtocol(), socket, secured, connections::remove, clock);
    if (!connections.add(connection)) {
      stats.overLimit.increment();
      connection.abort(CloseReason.OVERLOAD);
      return null;
    }
    if (revocations.contains(peer.number())) { // meanwhile
      connection.abort(CloseReason.REVOKED);
    } else if (closed) {
      connection.abort(CloseReason.STOPPED);
    } else if (seen.size() < MAX_ADDRESSES) {
      seen.add(socket.getInetAddress());
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
    closed = true;
    clock.shutdownNow();
    unfinished.forEach(Wire::closeQuietly);
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
