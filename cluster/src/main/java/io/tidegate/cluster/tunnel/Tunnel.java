package io.tidegate.cluster.tunnel;

import io.tidegate.cluster.pki.NodeTls;
import io.tidegate.cluster.pki.PeerCheck;
import io.tidegate.cluster.pki.Revocations;
import io.tidegate.media.Nullable;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Connections between this node and the others, each over mutual TLS. Any thread.
///
/// 1. Make it with what the node serves; [#start] calls all peers and is called by them.
/// 2. [#awaitFirstCalls] before Hazelcast starts, so that it finds whoever is there.
/// 3. [#call] for a connection of one's own.
/// 4. [#close] after Hazelcast has stopped.
public final class Tunnel implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Tunnel.class);

  /// How long Hazelcast of this node may take until it listens: others may be earlier than it.
  private static final Duration MEMBER_STARTS = Duration.ofSeconds(3);

  private static final Duration MEMBER_RETRY = Duration.ofMillis(50);

  private final int number;
  private final PeerBook book;
  private final Revocations revocations;
  private final Wire wire;
  private final Caller caller;
  private final Relay relay;
  private final ReentrantLock changes = new ReentrantLock();
  private final Map<Integer, Presence> presences = new TreeMap<>();
  private final List<IntConsumer> lostListeners = new CopyOnWriteArrayList<>();
  private @Nullable ScheduledFuture<?> idleWatch;
  private boolean closed;

  /// Listens from now on.
  ///
  /// @param number this node's
  /// @param applications beside those of the tunnel itself
  public Tunnel(
      int number,
      TunnelOptions options,
      NodeTls tls,
      PeerCheck check,
      Trusted trusted,
      Applications applications)
      throws IOException {
    this.number = number;
    this.book = trusted.book();
    this.revocations = trusted.revocations();
    wire = new Wire(options, tls, check, revocations);
    caller = new Caller(wire);
    Map<String, PeerProtocol> peers = new HashMap<>(applications.peers());
    peers.put(Applications.MEMBER, this::carry);
    peers.put(Applications.PRESENCE, Tunnel::welcome);
    relay = new Relay(wire, new Applications(peers, applications.strangers()));
  }

  /// Who is known, and who is not trusted any more.
  public record Trusted(PeerBook book, Revocations revocations) {}

  /// Calls those who are known, and whoever becomes known.
  public void start() {
    idleWatch = wire.watchIdle();
    relay.start();
    book.observe(this::callAll);
    revocations.observe(one -> callAll());
    callAll();
    log.info("node {}: relay at {}", number, relay.address());
  }

  private void callAll() {
    changes.lock();
    try {
      if (closed) {
        return;
      }
      Map<Integer, Peer> wanted = new TreeMap<>();
      for (Peer peer : book.all()) {
        if (peer.number() != number && !revocations.contains(peer.number())) {
          wanted.put(peer.number(), peer);
        }
      }
      wire.know(wanted.values());
      presences
          .values()
          .removeIf(presence -> {
            boolean over = !presence.peer().equals(wanted.get(presence.peer().number()));
            if (over) {
              presence.stop(
                  revocations.contains(presence.peer().number())
                      ? CloseReason.REVOKED
                      : CloseReason.STOPPED);
            }
            return over;
          });
      for (Peer peer : wanted.values()) {
        presences.computeIfAbsent(
            peer.number(),
            any -> {
              Presence presence = new Presence(peer, wire, caller, this::lost);
              presence.start();
              return presence;
            });
      }
    } finally {
      changes.unlock();
    }
  }

  /// Until each peer was called once, or the time is over.
  public void awaitFirstCalls(Duration limit) throws InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    for (Presence presence : presences()) {
      presence.awaitFirst(end - System.nanoTime());
    }
  }

  private List<Presence> presences() {
    changes.lock();
    try {
      return List.copyOf(presences.values());
    } finally {
      changes.unlock();
    }
  }

  /// Where the relay listens.
  public InetSocketAddress address() {
    return relay.address();
  }

  /// The nodes that answer now.
  public List<Peer> present() {
    return presences().stream().filter(Presence::isUp).map(Presence::peer).toList();
  }

  /// Told the number of each node that is there no more, on a thread that may wait: it calls that
  /// node again afterwards.
  public void observeLost(IntConsumer listener) {
    lostListeners.add(listener);
  }

  private void lost(int peer) {
    for (IntConsumer listener : lostListeners) {
      try {
        listener.accept(peer);
      } catch (RuntimeException bug) {
        log.error("node {} is lost, and not everybody has heard it", peer, bug);
      }
    }
  }

  /// A connection to another node; blocks for as long as a handshake may take.
  ///
  /// @param application ALPN name that the other node serves
  /// @throws IOException when it is not known, is not there, or is another
  public PeerConnection call(int peer, String application) throws IOException {
    Peer known =
        book.find(peer).orElseThrow(() -> new IOException("node " + peer + " is not known"));
    return caller.call(known, application);
  }

  public TunnelStats.View stats() {
    return wire.stats.view();
  }

  /// How many connections stand.
  public int connections() {
    return wire.connections.size();
  }

  @Override
  public void close() {
    changes.lock();
    try {
      closed = true;
      presences.values().forEach(presence -> presence.stop(CloseReason.STOPPED));
      presences.clear();
    } finally {
      changes.unlock();
    }
    relay.close();
    if (idleWatch != null) {
      idleWatch.cancel(false);
    }
    wire.close();
  }

  /// Tells the caller that it was taken, and holds still until it goes.
  private static void welcome(PeerConnection connection) throws IOException {
    connection.output().write(Presence.HERE);
    connection.output().flush();
    int end = connection.input().read();
    if (end >= 0) {
      throw new IOException("a presence connection carries nothing");
    }
  }

  /// Another node's Hazelcast to ours.
  private void carry(PeerConnection connection) throws IOException {
    try (Socket local = member()) {
      new Pipe(local, connection, wire.stats).run();
    }
  }

  private Socket member() throws IOException {
    TunnelOptions options = wire.options();
    InetSocketAddress own =
        new InetSocketAddress(options.aliases().apply(number), options.memberPort());
    long end = System.nanoTime() + MEMBER_STARTS.toNanos();
    while (true) {
      Socket socket = new Socket();
      try {
        socket.connect(own);
        return socket;
      } catch (ConnectException notYet) {
        socket.close();
        if (System.nanoTime() - end >= 0) {
          throw notYet;
        }
        sleep();
      }
    }
  }

  private static void sleep() throws IOException {
    try {
      Thread.sleep(MEMBER_RETRY);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IOException("stopped", stopped);
    }
  }
}
