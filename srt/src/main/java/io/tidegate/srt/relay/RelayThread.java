package io.tidegate.srt.relay;

import io.tidegate.media.Nullable;
import io.tidegate.srt.arq.ArqPolicy;
import io.tidegate.srt.lib.PacketArena;
import io.tidegate.srt.lib.SendBatch;
import io.tidegate.srt.lib.SocketPoller;
import io.tidegate.srt.lib.UdpSocket;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What a relay's thread does: waits for packets, hands them to their [Source], lets engines work,
/// sends everything in as few calls as possible, and forgets peers that are over.
final class RelayThread implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(RelayThread.class);

  /// Four full batches.
  private static final int ARENA_SLOTS = 256;

  /// Batches that one socket may have before the others get their turn.
  private static final int BATCHES_IN_A_ROW = 4;

  private static final long HOUSEKEEPING_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
  private static final int HOUSEKEEPINGS_PER_VIEW = 4;
  private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final RelayOptions options;
  private final SocketPoller poller;
  private final Map<Integer, RelayPeer> byLoopbackPort;
  private final RelayPacing pacing;
  private final PacketArena arena = new PacketArena(ARENA_SLOTS, ScratchPackets.SLOT_BYTES);
  private final SendBatch batch = new SendBatch(ARENA_SLOTS);
  private final ScratchPackets scratch = new ScratchPackets(this::flush);
  private final SourceTable sources = new SourceTable();
  private final List<PortSocket> ports = new ArrayList<>();
  private final List<PeerFlow> flows = new ArrayList<>();
  private final List<PeerFlow> waiting = new ArrayList<>();
  private final List<PeerFlow> touched = new ArrayList<>();
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final RelayCounters counters = new RelayCounters();
  private volatile boolean closing;
  private volatile RelayView view = RelayView.NONE;
  private long nowNanos = System.nanoTime();
  private long earliestNanos = nowNanos;
  private long housekeepingNanos = nowNanos;
  private long complainedNanos = nowNanos - IDLE_NANOS;
  private int housekeepings;
  private int opening;

  RelayThread(RelayOptions options, SocketPoller poller, Map<Integer, RelayPeer> byLoopbackPort) {
    this.options = options;
    this.poller = poller;
    this.byLoopbackPort = byLoopbackPort;
    this.pacing = new RelayPacing(options.gatherMicros());
  }

  @Override
  public void run() {
    while (!closing) {
      try {
        turn(pacing.await(poller, earliestNanos));
      } catch (RuntimeException | AssertionError broken) {
        faulted();
        if (nowNanos - complainedNanos >= IDLE_NANOS) {
          complainedNanos = nowNanos;
          LOG.error("the packet relay has a fault, packets are forwarded", broken);
        }
      }
    }
    runTasks();
    publish();
    List.copyOf(ports).forEach(port -> closePort(port.socket()));
    poller.close();
  }

  private void turn(int ready) {
    nowNanos = System.nanoTime();
    try {
      for (int i = 0; i < ready; i++) {
        int id = poller.id(i);
        if (id < 0) {
          poller.clearWake();
          runTasks();
        } else {
          drain(sources.get(id));
        }
      }
      pollEngines();
    } finally {
      flush();
      arena.reset();
    }
    if (nowNanos - housekeepingNanos >= 0) {
      housekeepingNanos = nowNanos + HOUSEKEEPING_NANOS;
      keepHouse();
    }
  }

  private void drain(@Nullable Source source) {
    for (int batches = 0; source != null && batches < BATCHES_IN_A_ROW; batches++) {
      if (arena.isFull()) {
        flush();
        arena.reset();
      }
      int first = arena.count();
      int received = arena.receive(source.socket());
      if (received <= 0) {
        return; // ECONNREFUSED comes up here, too: libsrt does not listen
      }
      nowNanos = System.nanoTime();
      counters.packets += received;
      pacing.packets(received, nowNanos);
      for (int slot = first; slot < first + received; slot++) {
        source.packet(arena, slot, nowNanos);
      }
      if (received < PacketArena.MAX_BATCH) {
        return;
      }
    }
  }

  /// Lets the engines of the peers that had packets work, and those that have something due.
  private void pollEngines() {
    long none = nowNanos + IDLE_NANOS;
    while (!touched.isEmpty()) {
      PeerFlow flow = touched.removeLast();
      flow.poll(nowNanos);
      earliestNanos = Math.min(earliestNanos, flow.nextDueNanos(none));
    }
    if (nowNanos - earliestNanos < 0) {
      return;
    }
    long earliest = Math.min(none, housekeepingNanos);
    for (int i = 0; i < flows.size(); i++) {
      PeerFlow flow = flows.get(i);
      long due = flow.nextDueNanos(none);
      if (nowNanos - due >= 0) {
        flow.poll(nowNanos);
        due = flow.nextDueNanos(none);
      }
      earliest = Math.min(earliest, due);
    }
    earliestNanos = earliest;
  }

  private void flush() {
    for (int i = 0; i < waiting.size(); i++) {
      waiting.get(i).flush(batch);
    }
    waiting.clear();
    for (int i = 0; i < ports.size(); i++) {
      ports.get(i).flush();
    }
    scratch.reset();
  }

  private void keepHouse() {
    long idleNanos = options.idle().toNanos();
    opening = 0;
    for (PeerFlow flow : List.copyOf(flows)) {
      if (flow.isOver(nowNanos, idleNanos)) {
        if (!flow.saidGoodBye()) {
          counters.expired++;
        }
        forget(flow);
      } else if (flow.isOpening()) {
        opening++;
      }
    }
    if (housekeepings++ % HOUSEKEEPINGS_PER_VIEW == 0) {
      publish();
    }
  }

  private void publish() {
    flows.forEach(PeerFlow::publishView);
    List<PeerView> peers = flows.stream().map(flow -> flow.peer().view()).toList();
    long cpu = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    view = counters.view(peers, cpu);
  }

  private void forget(PeerFlow flow) {
    flows.remove(flow);
    waiting.remove(flow);
    touched.remove(flow);
    flow.port().remove(flow);
    poller.remove(flow.socket());
    sources.remove(flow);
    byLoopbackPort.remove(flow.peer().loopbackPort(), flow.peer());
    flow.close();
  }

  private void runTasks() {
    for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
      task.run();
    }
  }

  /// Runs `task` on this thread soon. Any thread.
  void execute(Runnable task) {
    tasks.add(task);
    poller.wake();
  }

  /// Makes the thread end. Any thread.
  void close() {
    closing = true;
    poller.wake();
  }

  /// At most a second old. Any thread.
  RelayView view() {
    return view;
  }

  void openPort(RelayRoute route, RelayPort face, UdpSocket socket) {
    PortSocket port = new PortSocket(this, route, face, socket);
    try {
      poller.add(socket, sources.add(port));
      ports.add(port);
    } catch (IOException full) {
      sources.remove(port);
      socket.close();
      LOG.error("cannot serve {}", face.address(), full);
    }
  }

  void closePort(UdpSocket socket) {
    for (PortSocket port : List.copyOf(ports)) {
      if (port.socket() == socket) {
        ports.remove(port);
        List.copyOf(port.peers()).forEach(this::forget);
        poller.remove(socket);
        sources.remove(port);
        socket.close();
      }
    }
  }

  void add(PeerFlow flow) throws IOException {
    try {
      poller.add(flow.socket(), sources.add(flow));
    } catch (IOException full) {
      sources.remove(flow);
      flow.socket().close();
      throw full;
    }
    flows.add(flow);
    opening++;
    earliestNanos = nowNanos; // it may bring a drill
    if (flow.port().route().network() == NetworkSide.LISTEN) {
      byLoopbackPort.put(flow.peer().loopbackPort(), flow.peer());
    }
  }

  /// A public face for a new peer.
  RelayPeer peer(InetSocketAddress remote, int loopbackPort, @Nullable String policy) {
    String first = policy == null ? "" : policy;
    return new RelayPeer(remote, loopbackPort, first, this::drill);
  }

  private void drill(RelayPeer peer, Drill drill, CompletableFuture<DrillReport> report) {
    execute(() -> {
      for (PeerFlow flow : flows) {
        if (flow.peer() == peer) {
          flow.begin(drill, report);
          earliestNanos = nowNanos;
          return;
        }
      }
      report.complete(DrillReport.NONE);
    });
  }

  /// Whether one more peer may come.
  boolean hasRoom() {
    int half = Math.max(1, options.maxPeers() / 2);
    return flows.size() < options.maxPeers() && opening < half;
  }

  void waits(PeerFlow flow) {
    waiting.add(flow);
  }

  void touched(PeerFlow flow) {
    if (flow.touch()) {
      touched.add(flow);
    }
  }

  ScratchPackets scratch() {
    return scratch;
  }

  ArqPolicy policy(String name) {
    return options.policies().apply(name);
  }

  /// When the packets of this moment came.
  long nowNanos() {
    return nowNanos;
  }

  void junk() {
    counters.junk++;
  }

  void refused() {
    counters.refused++;
  }

  void notSent(int packets) {
    counters.notSent += packets;
  }

  void faulted() {
    counters.faults++;
  }
}
