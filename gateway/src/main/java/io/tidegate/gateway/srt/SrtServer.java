package io.tidegate.gateway.srt;

import io.tidegate.gateway.config.Settings;
import io.tidegate.gateway.route.OutputSpec;
import io.tidegate.gateway.route.RouteSpec;
import io.tidegate.gateway.route.RouteTable;
import io.tidegate.gateway.route.SourceSpec;
import io.tidegate.gateway.route.SrtAddress;
import io.tidegate.gateway.route.SrtPortSpec;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.Loop;
import io.tidegate.srt.SrtCallTarget;
import io.tidegate.srt.SrtCaller;
import io.tidegate.srt.SrtDelivery;
import io.tidegate.srt.SrtDeliveryOptions;
import io.tidegate.srt.SrtEndpoint;
import io.tidegate.srt.SrtLinks;
import io.tidegate.srt.SrtOptions;
import io.tidegate.srt.SrtPort;
import io.tidegate.srt.SrtProfile;
import io.tidegate.srt.SrtPushView;
import io.tidegate.srt.SrtService;
import io.tidegate.srt.lib.SrtCapabilities;
import io.tidegate.srt.lib.SrtException;
import io.tidegate.srt.lib.SrtLibrary;
import io.tidegate.srt.relay.PacketRelay;
import io.tidegate.srt.relay.PeerView;
import io.tidegate.srt.relay.RelayOptions;
import io.tidegate.srt.relay.RelayPeer;
import io.tidegate.srt.relay.RelayPort;
import io.tidegate.srt.relay.RelayRoute;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The ports, callers, pushes and the relay that the settings ask for.
///
/// 1. [#start], not on an event loop.
/// 2. [#close].
///
/// Without libsrt on the machine nothing is bound and [#missing] says so. Views: any thread.
public final class SrtServer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(SrtServer.class);
  private static final InetSocketAddress HIDDEN =
      new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0);

  private final Settings settings;
  private final RouteTable routes;
  private final RouteProfiles profiles;
  private final SrtService service;
  private final List<RelayPort> relayPorts = new CopyOnWriteArrayList<>();
  private final List<SrtCaller> callers = new CopyOnWriteArrayList<>();
  private volatile @Nullable SrtEndpoint endpoint;
  private volatile @Nullable SrtDelivery delivery;
  private volatile @Nullable PacketRelay relay;
  private volatile @Nullable SrtCapabilities capabilities;
  private volatile @Nullable String missing;

  /// @param routes read at the start
  public SrtServer(
      Settings settings, RouteTable routes, RouteProfiles profiles, SrtService service) {
    this.settings = settings;
    this.routes = routes;
    this.profiles = profiles;
    this.service = service;
  }

  /// A port that cannot be had. The message names its key and address.
  public static final class PortException extends Exception {
    private static final long serialVersionUID = 1L;

    PortException(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /// Binds and calls; what is bound, by name.
  public Map<String, InetSocketAddress> start(List<Loop> loops) throws PortException {
    List<SrtPortSpec> ports = ports();
    boolean calls =
        routes.routes().stream()
            .anyMatch(route -> !calls(route).isEmpty() || !pushes(route).isEmpty());
    if (ports.isEmpty() && !calls) {
      return Map.of();
    }
    return switch (SrtLibrary.load()) {
      case SrtLibrary.Missing absent -> {
        missing = absent.reason();
        log.warn("{}; everything else runs", absent.reason());
        yield Map.of();
      }
      case SrtLibrary.Loaded library -> start(library, ports, loops);
    };
  }

  private Map<String, InetSocketAddress> start(
      SrtLibrary.Loaded library, List<SrtPortSpec> ports, List<Loop> loops) throws PortException {
    Map<String, InetSocketAddress> bound = new LinkedHashMap<>();
    SrtEndpoint serving;
    SrtDelivery sending = new SrtDelivery(service, SrtDeliveryOptions.DEFAULT);
    delivery = sending;
    try {
      SrtOptions options =
          SrtOptions.DEFAULT
              .withMaxSessions(settings.srt().maxSessions())
              .withMediaTimeout(settings.srt().mediaTimeout());
      capabilities = SrtCapabilities.probe(library);
      serving = new SrtEndpoint(library, options, service, sending, loops);
      endpoint = serving;
    } catch (SrtException failure) {
      throw new PortException("srt: " + failure.getMessage(), failure);
    }
    for (SrtPortSpec port : ports) {
      InetSocketAddress wanted = address(port);
      try {
        bound.put(
            port.name(),
            profiles.needsRelay(port)
                ? relayed(serving, port, wanted)
                : new InetSocketAddress(wanted.getAddress(), direct(serving, port, wanted)));
      } catch (IOException failure) {
        String message = port.name() + " port " + wanted + ": " + failure.getMessage();
        throw new PortException(message, failure);
      }
    }
    try {
      if (routes.routes().stream().anyMatch(profiles::callsNeedRelay)) {
        serving.callThrough(relay());
      }
    } catch (IOException failure) {
      throw new PortException("srt: the relay: " + failure.getMessage(), failure);
    }
    for (RouteSpec route : routes.routes()) {
      if (route.enabled()) {
        call(serving, route);
        push(serving, sending, route);
      }
    }
    return bound;
  }

  private List<SrtPortSpec> ports() {
    List<SrtPortSpec> ports = new ArrayList<>();
    if (settings.srt().port() != Settings.OFF) {
      ports.add(new SrtPortSpec("srt", settings.srt().port(), null, null));
    }
    ports.addAll(settings.srt().ports());
    routes.routes().forEach(route -> ports.addAll(route.srtPorts()));
    return ports;
  }

  private InetSocketAddress address(SrtPortSpec port) throws PortException {
    try {
      return new InetSocketAddress(InetAddress.getByName(settings.bind()), port.port());
    } catch (UnknownHostException unknown) {
      throw new PortException(port.name() + ": no such address: " + settings.bind(), unknown);
    }
  }

  /// libsrt has the port itself.
  private int direct(SrtEndpoint serving, SrtPortSpec port, InetSocketAddress wanted)
      throws SrtException {
    profiles.bound(wanted.getPort(), port);
    StreamKey key = port.key();
    int number = serving.listen(key == null ? SrtPort.shared(wanted) : SrtPort.of(wanted, key));
    profiles.bound(number, port);
    return number;
  }

  /// The relay has the port. Where the system chooses the number, callers are known by the hidden
  /// one: the relay must be told first where that is.
  private InetSocketAddress relayed(SrtEndpoint serving, SrtPortSpec port, InetSocketAddress wanted)
      throws IOException {
    PacketRelay forwarding = relay();
    profiles.bound(wanted.getPort(), port);
    int hidden = serving.listen(SrtPort.behind(forwarding, HIDDEN, wanted.getPort(), port.key()));
    if (wanted.getPort() == 0) {
      profiles.bound(hidden, port);
    }
    InetSocketAddress target = new InetSocketAddress(HIDDEN.getAddress(), hidden);
    RelayPort open = forwarding.open(RelayRoute.inwards(wanted, target));
    relayPorts.add(open);
    return open.address();
  }

  private PacketRelay relay() throws IOException {
    PacketRelay forwarding = relay;
    if (forwarding == null) {
      forwarding = PacketRelay.start(RelayOptions.DEFAULTS);
      relay = forwarding;
    }
    return forwarding;
  }

  private void call(SrtEndpoint serving, RouteSpec route) {
    for (SrtAddress peer : calls(route)) {
      callers.add(serving.call(target(route, peer)));
    }
  }

  private static List<SrtAddress> calls(RouteSpec route) {
    return route.sources().stream()
        .filter(SourceSpec.SrtCall.class::isInstance)
        .map(source -> ((SourceSpec.SrtCall) source).peer())
        .toList();
  }

  private void push(SrtEndpoint serving, SrtDelivery sending, RouteSpec route) {
    for (SrtAddress peer : pushes(route)) {
      sending.push(target(route, peer), profiles.form(route.key()), serving);
    }
  }

  private static List<SrtAddress> pushes(RouteSpec route) {
    return route.outputs().stream()
        .filter(OutputSpec.SrtPush.class::isInstance)
        .map(output -> ((OutputSpec.SrtPush) output).peer())
        .toList();
  }

  private SrtCallTarget target(RouteSpec route, SrtAddress peer) {
    InetSocketAddress local = peer.rendezvous() ? new InetSocketAddress(peer.localPort()) : null;
    SrtProfile profile = profiles.profile(route);
    return new SrtCallTarget(
        route.key(), peer.host(), peer.port(), peer.streamId(), local, profile);
  }

  /// Why SRT is off although it was asked for.
  public Optional<String> missing() {
    return Optional.ofNullable(missing);
  }

  /// What libsrt can do; empty when it is not in use.
  public Optional<SrtCapabilities> capabilities() {
    return Optional.ofNullable(capabilities);
  }

  /// Connections and counters.
  public SrtLinks links() {
    return service.links();
  }

  /// Those that the configuration asks for.
  public List<SrtCaller> callers() {
    return List.copyOf(callers);
  }

  /// How the pushes stand that the configuration asks for.
  public List<SrtPushView> pushes() {
    SrtDelivery sending = delivery;
    return sending == null ? List.of() : sending.pushes();
  }

  /// The peer at this real address, when the relay forwards it: the open one, where earlier calls
  /// are still being forgotten.
  public Optional<RelayPeer> relayed(String remote) {
    SrtEndpoint serving = endpoint;
    List<RelayPort> called = serving == null ? List.of() : serving.relayPorts();
    return Stream.concat(relayPorts.stream(), called.stream())
        .flatMap(port -> port.peers().stream())
        .filter(peer -> text(peer.remote()).equals(remote))
        .max(Comparator.comparing(peer -> peer.view().state() == PeerView.State.OPEN));
  }

  /// As link views write it.
  private static String text(InetSocketAddress address) {
    String host = Objects.requireNonNull(address.getAddress()).getHostAddress();
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + address.getPort();
  }

  @Override
  public void close() {
    SrtDelivery sending = delivery;
    if (sending != null) {
      sending.close();
    }
    SrtEndpoint serving = endpoint;
    if (serving != null) {
      serving.close();
    }
    PacketRelay forwarding = relay;
    if (forwarding != null) {
      forwarding.close();
    }
  }
}
