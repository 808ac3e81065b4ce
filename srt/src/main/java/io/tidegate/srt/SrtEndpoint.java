package io.tidegate.srt;

import io.tidegate.media.Nullable;
import io.tidegate.media.hub.CloseReason;
import io.tidegate.media.hub.Loop;
import io.tidegate.media.hub.Loops;
import io.tidegate.srt.lib.SrtAcceptor;
import io.tidegate.srt.lib.SrtException;
import io.tidegate.srt.lib.SrtLibrary;
import io.tidegate.srt.lib.SrtPoller;
import io.tidegate.srt.lib.SrtSocket;
import io.tidegate.srt.relay.PacketRelay;
import io.tidegate.srt.relay.RelayPort;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// SRT in this process: threads that read, ports that listen, callers. Any thread, never an event
/// loop: calls wait for libsrt.
///
/// 1. Made with the loops that sessions are to live on, one after the other.
/// 2. [#callThrough], when calls are to have a retransmission policy of ours.
/// 3. [#listen] for each port, [#call] for each remote source.
/// 4. [#close] ends everything.
public final class SrtEndpoint implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SrtEndpoint.class);

  /// 128 sockets of 4 Mbit/s are 50,000 messages a second, a quarter of what a thread reads.
  private static final int ENOUGH_SOCKETS = 128;

  /// libsrt closes a socket on a thread of its own, in milliseconds.
  private static final long GOOD_BYE_MS = 1_000;

  private final SrtLibrary.Loaded library;
  private final SrtOptions options;
  private final SrtService service;
  private final SrtOutputs outputs;
  private final List<Loop> loops;
  private final List<SrtPoller> pollers = new ArrayList<>();
  private final LearnedLatency learned = new LearnedLatency();
  private final AtomicInteger nextLoop = new AtomicInteger();
  private final Set<SrtPublisher> publishers = ConcurrentHashMap.newKeySet();
  private final Set<SrtCaller> callers = ConcurrentHashMap.newKeySet();
  private final Set<CallRoute> routes = ConcurrentHashMap.newKeySet();
  private final Map<Integer, Listening> listening = new ConcurrentHashMap<>();
  private volatile @Nullable PacketRelay relay;
  private volatile boolean closed;

  public SrtEndpoint(
      SrtLibrary.Loaded library,
      SrtOptions options,
      SrtService service,
      SrtOutputs outputs,
      List<Loop> loops)
      throws SrtException {
    this.library = library;
    this.options = options;
    this.service = service;
    this.outputs = outputs;
    this.loops = List.copyOf(loops);
    for (int i = 0; i < options.pollers(); i++) {
      pollers.add(new SrtPoller(library, i));
    }
    HandshakeRehearsal.run(library, pollers.getFirst(), options, service);
  }

  /// Takes callers on `port`; gives the UDP port that is bound.
  public int listen(SrtPort port) throws SrtException {
    Doorkeeper doorkeeper = new Doorkeeper(port, options, service, learned);
    SrtSocket listener = library.open();
    try {
      listener.setNonBlocking();
      listener.bind(port.bind());
      int bound = listener.localAddress().getPort();
      if (port.publicPort() == 0) {
        doorkeeper.publicPort(bound);
      }
      listener.listen(options.backlog(), doorkeeper);
      SrtPoller watching = poller();
      watching.listen(
          listener,
          new SrtAcceptor() {
            @Override
            public void accepted(SrtSocket socket) {
              SrtEndpoint.this.accepted(doorkeeper, socket);
            }

            @Override
            public void tick() {
              doorkeeper.tick();
            }
          });
      listening.put(bound, new Listening(watching, listener, doorkeeper));
      LOG.info("srt listens on {} port {}", port.bind().getHostString(), bound);
      return bound;
    } catch (SrtException | RuntimeException failure) {
      listener.close();
      throw failure;
    }
  }

  /// A port that takes callers.
  private record Listening(SrtPoller poller, SrtSocket socket, Doorkeeper doorkeeper) {}

  /// What callers know a port as that [#listen] bound behind a relay, where the system chose it.
  public void publicPort(int bound, int number) {
    Listening port = listening.get(bound);
    if (port != null) {
      port.doorkeeper().publicPort(number);
    }
  }

  /// Takes no more callers on a port that [#listen] bound; those who are connected stay.
  public void stopListening(int bound) {
    Listening port = listening.remove(bound);
    if (port != null) {
      port.poller().close(port.socket());
    }
  }

  /// Ends the sessions of those who called a port of ours, soon.
  ///
  /// @param number as callers know it
  public void endSessions(int number, CloseReason reason) {
    for (SrtLinkView link : service.links().links()) {
      if (link.port() == number) {
        var _ = service.sessions().close(link.sessionId(), reason);
      }
    }
  }

  /// From here on calls whose policy is not `stock` go through `relay`, but for rendezvous.
  public void callThrough(PacketRelay forwarding) {
    relay = forwarding;
  }

  /// The ports of that relay that calls of now go through.
  public List<RelayPort> relayPorts() {
    return routes.stream().map(CallRoute::port).filter(Objects::nonNull).toList();
  }

  /// The way of a caller to its peer.
  CallRoute route(SrtCallTarget target) {
    CallRoute route = new CallRoute(target, relay);
    routes.add(route);
    return route;
  }

  /// A caller is over. Its way closes when libsrt's good-bye has gone through.
  void leave(CallRoute route) {
    routes.remove(route);
    Loops all = service.loops();
    all.schedule(all.current(), GOOD_BYE_MS, route::close);
  }

  /// Calls a remote peer, again and again until the caller or this endpoint is closed.
  public SrtCaller call(SrtCallTarget target) {
    SrtCaller caller = new SrtCaller(target, this, loop());
    callers.add(caller);
    caller.start();
    return caller;
  }

  /// What earlier sessions showed.
  public LearnedLatency learned() {
    return learned;
  }

  SrtLibrary.Loaded library() {
    return library;
  }

  SrtService service() {
    return service;
  }

  /// The first poller that has not got enough, or the one with the fewest sockets: few busy threads
  /// cost less than many that wake for little. Senders that need a poller for the end of a
  /// connection take it too.
  public SrtPoller poller() {
    return pollers.stream()
        .filter(poller -> poller.load() < ENOUGH_SOCKETS)
        .findFirst()
        .or(() -> pollers.stream().min(Comparator.comparingInt(SrtPoller::load)))
        .orElseThrow();
  }

  /// The next session's loop.
  Loop loop() {
    return loops.get(Math.floorMod(nextLoop.getAndIncrement(), loops.size()));
  }

  /// Poller thread.
  private void accepted(Doorkeeper doorkeeper, SrtSocket socket) {
    Doorkeeper.Guest guest = doorkeeper.connected(socket.id());
    if (guest == null || closed) {
      socket.close();
      return;
    }
    try {
      SrtConnection connection =
          new SrtConnection(
              guest.sessionId(), socket, poller(), loop(), guest.peer(), SrtLink.of(socket));
      connection.loop().execute(() -> begin(connection));
    } catch (SrtException gone) {
      LOG.debug("srt session {} ended at once: {}", guest.sessionId(), gone.getMessage());
      socket.close();
    }
  }

  private void begin(SrtConnection connection) {
    switch (connection.peer().id().mode()) {
      case PUBLISH -> publish(connection, _ -> {});
      case REQUEST -> outputs.reader(connection);
    }
  }

  /// On the connection's loop.
  SrtPublisher publish(SrtConnection connection, Consumer<CloseReason> onClosed) {
    SrtPublisher[] self = new SrtPublisher[1];
    SrtPublisher publisher =
        new SrtPublisher(
            connection,
            options,
            service,
            new SrtPublisher.Extras(
                outputs,
                learned,
                reason -> {
                  publishers.remove(self[0]);
                  onClosed.accept(reason);
                }));
    self[0] = publisher;
    publishers.add(publisher);
    publisher.start();
    return publisher;
  }

  void forget(SrtCaller caller) {
    callers.remove(caller);
  }

  /// Ends every session as `SHUTTING_DOWN`, then the threads. The second call does nothing.
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    callers.forEach(SrtCaller::close);
    publishers.forEach(publisher -> publisher.closeFromAnywhere(CloseReason.SHUTTING_DOWN));
    pollers.forEach(SrtPoller::close);
  }
}
