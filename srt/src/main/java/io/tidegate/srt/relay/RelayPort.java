package io.tidegate.srt.relay;

import java.net.InetSocketAddress;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// One open port of a relay. Any thread.
public final class RelayPort implements AutoCloseable {
  private final InetSocketAddress address;
  private final Runnable close;
  private final Set<RelayPeer> peers = ConcurrentHashMap.newKeySet();

  RelayPort(InetSocketAddress address, Runnable close) {
    this.address = address;
    this.close = close;
  }

  /// Where it listens, with the port that the kernel chose.
  public InetSocketAddress address() {
    return address;
  }

  /// Those who talk through it now.
  public Set<RelayPeer> peers() {
    return Set.copyOf(peers);
  }

  void add(RelayPeer peer) {
    peers.add(peer);
  }

  void remove(RelayPeer peer) {
    peers.remove(peer);
  }

  /// Closes the port and forgets its peers, soon. Idempotent.
  @Override
  public void close() {
    close.run();
  }
}
