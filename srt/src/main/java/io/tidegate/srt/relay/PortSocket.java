package io.tidegate.srt.relay;

import io.tidegate.media.Nullable;
import io.tidegate.srt.arq.ArqPolicy;
import io.tidegate.srt.lib.PacketArena;
import io.tidegate.srt.lib.SendBatch;
import io.tidegate.srt.lib.SocketAddresses;
import io.tidegate.srt.lib.UdpSocket;
import io.tidegate.srt.packet.Handshake;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/// One port of a relay: the socket that peers share, and who they are. Relay thread only.
///
/// Strangers get in with a handshake that opens a connection, as fast as [InductionLimiter] lets
/// them; anything else of theirs is counted and dropped.
final class PortSocket implements Source {
  private static final int BATCH = 256;

  private final RelayThread thread;
  private final RelayRoute route;
  private final RelayPort face;
  private final UdpSocket socket;
  private final SendBatch batch = new SendBatch(BATCH);
  private final Map<PeerKey, PeerFlow> peers = new HashMap<>();
  private final PeerKey probe = new PeerKey();
  private final InductionLimiter limiter;
  private @Nullable PeerFlow last;

  PortSocket(RelayThread thread, RelayRoute route, RelayPort face, UdpSocket socket) {
    this.thread = thread;
    this.route = route;
    this.face = face;
    this.socket = socket;
    this.limiter = new InductionLimiter(thread.nowNanos());
  }

  @Override
  public void packet(PacketArena arena, int slot, long nowNanos) {
    int length = arena.length(slot);
    if (length < 0) {
      thread.junk();
      return;
    }
    PeerFlow peer = find(arena, slot, length);
    if (peer != null) {
      peer.fromPort(arena.buffer(), arena.at(slot), length, arena.address(slot), nowNanos);
    }
  }

  private @Nullable PeerFlow find(PacketArena arena, int slot, int length) {
    probe.read(arena.names(), arena.nameAt(slot));
    PeerFlow known = last;
    if (known == null || !known.key().equals(probe)) {
      known = peers.get(probe);
      if (known == null) {
        known = admit(arena, slot, length);
      }
      last = known;
    }
    return known;
  }

  private @Nullable PeerFlow admit(PacketArena arena, int slot, int length) {
    if (!Handshake.opensConnection(arena.buffer(), arena.at(slot), length)) {
      thread.junk();
      return null;
    }
    boolean stranger = route.network() == NetworkSide.LISTEN;
    if (!thread.hasRoom() || (stranger && !limiter.admits(thread.nowNanos()))) {
      thread.refused();
      return null;
    }
    try {
      return create(arena, slot);
    } catch (IOException noSocket) {
      thread.refused();
      return null;
    }
  }

  private PeerFlow create(PacketArena arena, int slot) throws IOException {
    InetSocketAddress outward = route.outward();
    UdpSocket target =
        outward == null
            ? UdpSocket.connect(route.target())
            : UdpSocket.connect(outward, route.target());
    if (route.trafficClass() != 0) {
      target.mark(route.trafficClass());
    }
    InetSocketAddress from = SocketAddresses.read(arena.names(), arena.nameAt(slot));
    boolean inwards = route.network() == NetworkSide.LISTEN;
    RelayPeer peer =
        thread.peer(
            inwards ? from : route.target(),
            inwards ? target.localAddress().getPort() : from.getPort(),
            route.policy());
    PeerFlow flow =
        new PeerFlow(
            this,
            peer,
            target,
            probe.copy(),
            SendBatch.Destination.copyOf(arena.names(), arena.nameAt(slot)),
            thread.scratch());
    thread.add(flow);
    peers.put(flow.key(), flow);
    face.add(peer);
    return flow;
  }

  /// Forgets a peer that is over.
  void remove(PeerFlow flow) {
    peers.remove(flow.key());
    face.remove(flow.peer());
    last = null;
  }

  /// Sends a packet to a peer with the next flush.
  void send(long address, int length, SendBatch.Destination destination) {
    if (batch.isFull()) {
      flush();
    }
    batch.add(address, length, destination);
  }

  void flush() {
    if (batch.count() > 0) {
      thread.notSent(batch.send(socket));
    }
  }

  /// A peer has packets for its target.
  void waits(PeerFlow flow) {
    thread.waits(flow);
  }

  /// A packet of a peer passed.
  void touched(PeerFlow flow) {
    thread.touched(flow);
  }

  void faulted() {
    thread.faulted();
  }

  ArqPolicy policy(String name) {
    return thread.policy(name);
  }

  long nowNanos() {
    return thread.nowNanos();
  }

  RelayRoute route() {
    return route;
  }

  Collection<PeerFlow> peers() {
    return peers.values();
  }

  @Override
  public UdpSocket socket() {
    return socket;
  }
}
