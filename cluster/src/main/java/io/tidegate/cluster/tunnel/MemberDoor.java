package io.tidegate.cluster.tunnel;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The address of this machine behind which another node's Hazelcast is. It is open while that node
/// is there, and otherwise refuses, as the node itself would.
///
/// Each connection has virtual threads.
final class MemberDoor {
  private static final Logger log = LoggerFactory.getLogger(MemberDoor.class);
  private static final int BACKLOG = 16;

  private final Peer peer;
  private final Caller caller;
  private final TunnelStats stats;
  private final Acceptor acceptor;
  private final Set<Socket> locals = ConcurrentHashMap.newKeySet();

  MemberDoor(Peer peer, Wire wire, Caller caller) throws IOException {
    this.peer = peer;
    this.caller = caller;
    this.stats = wire.stats;
    TunnelOptions options = wire.options();
    InetSocketAddress address =
        new InetSocketAddress(options.aliases().apply(peer.number()), options.memberPort());
    String name = "cluster-door-" + peer.number();
    acceptor = new Acceptor(name, address, BACKLOG, this::accept, this::tellProblem);
    acceptor.start();
  }

  /// Refuses from now on, and ends what came through, even what is still on its way.
  void close() {
    acceptor.close();
    locals.forEach(Wire::closeQuietly);
  }

  private void accept(Socket local) {
    Thread.ofVirtual().name("cluster-call").start(() -> carry(local));
  }

  private void tellProblem(IOException problem) {
    log.warn("door to node {}: {}", peer.number(), problem.getMessage());
  }

  private void carry(Socket local) {
    locals.add(local);
    try (local) {
      if (!acceptor.isClosed()) {
        new Pipe(local, caller.call(peer, Applications.MEMBER), stats).run();
      }
    } catch (IOException failed) {
      log.debug("door to node {}: {}", peer.number(), failed.toString());
    } finally {
      locals.remove(local);
    }
  }
}
