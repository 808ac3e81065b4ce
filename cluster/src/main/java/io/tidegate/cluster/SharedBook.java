package io.tidegate.cluster;

import io.tidegate.cluster.member.Membership;
import io.tidegate.cluster.member.SharedLines;
import io.tidegate.cluster.tunnel.Peer;
import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The book of nodes as all have it: what this node learns it keeps, what it knows better it tells.
/// Where a node is reached, that node says itself, by a higher revision.
final class SharedBook implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(SharedBook.class);

  private final ClusterOptions options;
  private final ClusterState state;
  private final Membership membership;
  private final SharedLines lines;
  private final Map<Integer, String> told = new ConcurrentHashMap<>();
  private volatile boolean closed;

  /// A thread that may wait.
  SharedBook(ClusterOptions options, ClusterState state, Membership membership) {
    this.options = options;
    this.state = state;
    this.membership = membership;
    lines = new SharedLines(membership, "peers", this::own, this::put, SharedBook::revision);
    state.book().observe(this::changed);
    changed(); // whoever has joined meanwhile
  }

  private static long revision(String line) {
    return Peer.parse(line).map(Peer::revision).orElse(-1L);
  }

  private Map<Integer, String> own() {
    Map<Integer, String> own = new HashMap<>();
    state.book().all().forEach(peer -> own.put(peer.number(), peer.line()));
    return own;
  }

  private void put(Collection<String> some) {
    List<Peer> peers = some.stream().flatMap(line -> Peer.parse(line).stream()).toList();
    peers.forEach(peer -> told.put(peer.number(), peer.line()));
    keep(peers);
    keep( // what others say of this one may be of before
        peers.stream()
            .filter(peer -> peer.number() == state.number())
            .flatMap(peer -> state.self(options, peer).stream())
            .toList());
  }

  private void keep(List<Peer> peers) {
    try {
      state.book().putAll(peers);
    } catch (IOException disk) {
      log.error("{} nodes cannot be kept: {}", peers.size(), disk.toString());
    }
  }

  private void changed() {
    membership.know(state.addresses(options));
    Map<Integer, String> fresh = own();
    fresh.entrySet().removeAll(told.entrySet());
    if (!fresh.isEmpty()) {
      Thread.ofVirtual().name("cluster-tell").start(() -> fresh.forEach(this::tell));
    }
  }

  private void tell(int number, String line) {
    if (!closed) {
      lines.tellNew(number, line);
    }
  }

  @Override
  public void close() {
    closed = true;
    lines.close();
  }
}
