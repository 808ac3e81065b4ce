package io.tidegate.cluster.tunnel;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The address of this machine behind which another node's Hazelcast is. It is open while that node
/// is there, and otherwise refuses, as the node itself would.
///
/// A platform thread accepts; each connection has virtual threads.
final class MemberDoor {
  private static final Logger log = LoggerFactory.getLogger(MemberDoor.class);
  private static final int BACKLOG = 16;

  private final Peer peer;
  private final Caller caller;
  private final TunnelStats stats;
  private final ServerSocket server;
  private final Set<Socket> locals = ConcurrentHashMap.newKeySet();

  MemberDoor(Peer peer, Wire wire, Caller caller) throws IOException {
    this.peer = peer;
    this.caller = caller;
    this.stats = wire.stats;
    server = new ServerSocket();
    server.setReuseAddress(true);
    TunnelOptions options = wire.options();
    server.bind(
        new InetSocketAddress(options.aliases().apply(peer.number()), options.memberPort()),
        BACKLOG);
    Thread.ofPlatform().name("cluster-door-" + peer.number()).daemon().start(this::accept);
  }

  /// Refuses from now on, and ends what came through, even what is still on its way.
  void close() {
    Wire.closeQuietly(server);
    locals.forEach(Wire::closeQuietly);
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket local = server.accept();
        Thread.ofVirtual().name("cluster-call").start(() -> carry(local));
      } catch (IOException problem) {
        if (!server.isClosed()) {
          log.warn("door to node {}: {}", peer.number(), problem.getMessage());
          Wire.rest();
        }
      }
    }
  }

  private void carry(Socket local) {
    locals.add(local);
    try (local) {
      if (!server.isClosed()) {
        new Pipe(local, caller.call(peer, Applications.MEMBER), stats).run();
      }
    } catch (IOException failed) {
      log.debug("door to node {}: {}", peer.number(), failed.toString());
    } finally {
      locals.remove(local);
    }
  }
}
