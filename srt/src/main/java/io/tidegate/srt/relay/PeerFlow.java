package io.tidegate.srt.relay;

import io.tidegate.media.Nullable;
import io.tidegate.srt.arq.ArqPolicy;
import io.tidegate.srt.arq.LinkView;
import io.tidegate.srt.lib.PacketArena;
import io.tidegate.srt.lib.SendBatch;
import io.tidegate.srt.lib.UdpSocket;
import io.tidegate.srt.packet.SrtPacket;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The packets of one peer: from the port to the target and back, past the engines and a drill.
/// Relay thread only.
///
/// The path of a packet never depends on the engines: an exception of theirs is counted, logged
/// once and shown, and from then on this peer is only forwarded.
final class PeerFlow implements Source {
  private static final Logger LOG = LoggerFactory.getLogger(PeerFlow.class);

  /// How long stragglers of a closed session still find their way.
  private static final long SHUT_DOWN_NANOS = 2_000_000_000L;

  /// How long a peer that has not agreed may be silent: callers repeat themselves each 250 ms.
  private static final long OPENING_NANOS = 5_000_000_000L;

  private final PortSocket port;
  private final RelayPeer peer;
  private final UdpSocket socket;
  private final PeerKey key;
  private final SendBatch.Destination destination;
  private final PeerFacts facts = new PeerFacts();
  private final TrafficCounters counters = new TrafficCounters();
  private final PeerArq arq;
  private final ScratchPackets scratch;
  private final PendingSends pending = new PendingSends();
  private final boolean networkListens;
  private @Nullable PeerDrill drill;
  private @Nullable DrillReport lastDrill;
  private String fault = "";
  private long networkNanos;
  private long libsrtNanos;
  private boolean touched;
  private boolean closed;

  PeerFlow(
      PortSocket port,
      RelayPeer peer,
      UdpSocket socket,
      PeerKey key,
      SendBatch.Destination destination,
      ScratchPackets scratch) {
    this.port = port;
    this.peer = peer;
    this.socket = socket;
    this.key = key;
    this.destination = destination;
    this.scratch = scratch;
    this.networkListens = port.route().network() == NetworkSide.LISTEN;
    this.arq = new PeerArq(this, facts, peer, scratch);
    this.networkNanos = port.nowNanos();
    this.libsrtNanos = networkNanos;
    Drill first = port.route().drill();
    if (first != null) {
      begin(first, new CompletableFuture<>());
    }
  }

  /// A packet that came from the target.
  @Override
  public void packet(PacketArena arena, int slot, long now) {
    int length = arena.length(slot);
    if (length >= 0) {
      receive(!networkListens, arena.buffer(), arena.at(slot), length, arena.address(slot), now);
    }
  }

  /// A packet that came in over the port.
  void fromPort(ByteBuffer buffer, int at, int length, long address, long now) {
    receive(networkListens, buffer, at, length, address, now);
  }

  private void receive(
      boolean fromNetwork, ByteBuffer buffer, int at, int length, long address, long now) {
    port.touched(this);
    if (!fromNetwork) {
      libsrtNanos = now;
      fromLibsrt(buffer, at, length, address, now);
      return;
    }
    networkNanos = now;
    counters.packetsIn++;
    counters.bytesIn += length;
    PeerDrill running = drill;
    if (running == null) {
      fromNetwork(buffer, at, length, address, now);
    } else if (running.runs(now)) {
      running.fromNetwork(buffer, at, length, latencyNanos(facts.latencyInMs()), now);
    } else {
      running.passed(buffer, at, length, true, now);
      fromNetwork(buffer, at, length, address, now);
    }
  }

  private void fromNetwork(ByteBuffer buffer, int at, int length, long address, long now) {
    if (length >= SrtPacket.HEADER_BYTES) {
      try {
        arq.fromNetwork(buffer, at, length, now);
      } catch (RuntimeException | AssertionError broken) {
        fault(broken);
      }
    }
    send(!networkListens, address, length);
  }

  private void fromLibsrt(ByteBuffer buffer, int at, int length, long address, long now) {
    boolean goesOn = true;
    if (length >= SrtPacket.HEADER_BYTES) {
      try {
        goesOn = arq.fromLibsrt(buffer, at, length, now);
      } catch (RuntimeException | AssertionError broken) {
        fault(broken);
      }
    }
    if (goesOn) {
      emit(buffer, at, length, address);
    }
  }

  /// Sends a packet to the network, or what a drill makes of it.
  void emit(ByteBuffer buffer, int at, int length, long address) {
    PeerDrill running = drill;
    if (running != null) {
      long now = port.nowNanos();
      if (running.runs(now)) {
        running.fromLibsrt(buffer, at, length, latencyNanos(facts.latencyOutMs()), now);
        return;
      }
      running.passed(buffer, at, length, false, now);
    }
    toNetwork(address, length);
  }

  private void toNetwork(long address, int length) {
    counters.packetsOut++;
    counters.bytesOut += length;
    send(networkListens, address, length);
  }

  private void send(boolean overPort, long address, int length) {
    if (overPort) {
      port.send(address, length, destination);
    } else if (pending.add(address, length)) {
      port.waits(this);
    }
  }

  /// Sends what waits for the target.
  void flush(SendBatch batch) {
    counters.notSent += pending.send(batch, socket);
  }

  /// Data held by a drill has arrived: it is copied to where packets can be sent from.
  private void arrivedAtLibsrt(byte[] packet, long now) {
    int slot = copied(packet);
    fromNetwork(scratch.buffer(), scratch.at(slot), packet.length, scratch.address(slot), now);
  }

  private void arrivedAtNetwork(byte[] packet, long now) {
    toNetwork(scratch.address(copied(packet)), packet.length);
  }

  private int copied(byte[] packet) {
    int slot = scratch.take();
    scratch.buffer().put(scratch.at(slot), packet);
    return slot;
  }

  private void fault(Throwable broken) {
    arq.stop();
    counters.faults++;
    port.faulted();
    if (fault.isEmpty()) {
      LOG.warn("{}: the policy failed, packets are only forwarded", peer.remote(), broken);
    }
    fault = broken.toString();
  }

  /// Does what drill and engines have due.
  void poll(long now) {
    touched = false;
    try {
      PeerDrill running = drill;
      if (running != null) {
        running.poll(now);
        if (running.isOver(now)) {
          endDrill();
        }
      }
      arq.poll(now);
    } catch (RuntimeException | AssertionError broken) {
      fault(broken);
    }
  }

  /// When there is something due, or `none`.
  long nextDueNanos(long none) {
    PeerDrill running = drill;
    long due = arq.nextDueNanos(none);
    return running == null ? due : running.nextDueNanos(due);
  }

  /// Notes that a packet came, so that [#poll] is called after the batch.
  ///
  /// @return true the first time
  boolean touch() {
    boolean first = !touched;
    touched = true;
    return first;
  }

  void begin(Drill next, CompletableFuture<DrillReport> report) {
    endDrill();
    drill =
        new PeerDrill(next, this::arrivedAtLibsrt, this::arrivedAtNetwork, report, port.nowNanos());
  }

  private void endDrill() {
    PeerDrill running = drill;
    if (running != null) {
      lastDrill = running.close();
      drill = null;
    }
  }

  /// True when the peer is to be forgotten.
  boolean isOver(long now, long idleNanos) {
    long silent = Math.max(now - networkNanos, now - libsrtNanos);
    if (arq.shutDown()) {
      return now - Math.max(networkNanos, libsrtNanos) > SHUT_DOWN_NANOS;
    }
    return facts.agreed() ? silent > idleNanos : now - networkNanos > OPENING_NANOS;
  }

  boolean saidGoodBye() {
    return arq.shutDown();
  }

  boolean isOpening() {
    return !facts.agreed();
  }

  void publishView() {
    LinkView inbound = null;
    LinkView outbound = null;
    try {
      inbound = arq.inbound();
      outbound = arq.outbound();
    } catch (RuntimeException | AssertionError broken) {
      fault(broken);
    }
    PeerDrill running = drill;
    PeerView.State state =
        closed || arq.shutDown()
            ? PeerView.State.CLOSED
            : facts.agreed() ? PeerView.State.OPEN : PeerView.State.OPENING;
    peer.show(
        new PeerView(
            peer.remote(),
            peer.loopbackPort(),
            state,
            facts.streamId(),
            facts.peerVersion(),
            facts.keyLengthBytes(),
            facts.packetFilter(),
            facts.latencyInMs(),
            facts.latencyOutMs(),
            facts.rejection(),
            peer.chosenPolicy(),
            fault,
            counters.view(),
            inbound,
            outbound,
            running == null ? lastDrill : running.view(false)));
  }

  void close() {
    closed = true;
    endDrill();
    publishView();
    socket.close();
  }

  RelayPeer peer() {
    return peer;
  }

  PeerKey key() {
    return key;
  }

  PortSocket port() {
    return port;
  }

  @Override
  public UdpSocket socket() {
    return socket;
  }

  TrafficCounters counters() {
    return counters;
  }

  ArqPolicy policy(String name) {
    return port.policy(name);
  }

  /// A latency that the handshake told, or what the route says.
  int latencyMs(int agreedMs) {
    return agreedMs >= 0 ? agreedMs : port.route().latencyMs();
  }

  long latencyNanos(int agreedMs) {
    return latencyMs(agreedMs) * 1_000_000L;
  }
}
