package io.tidegate.gateway.srt;

import io.tidegate.gateway.config.Settings;
import io.tidegate.gateway.route.PlacedPush;
import io.tidegate.gateway.route.RouteSpec;
import io.tidegate.gateway.route.SourceSpec;
import io.tidegate.gateway.route.SrtPortSpec;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.AdmissionPolicy;
import io.tidegate.media.hub.CloseReason;
import io.tidegate.media.hub.Loop;
import io.tidegate.media.hub.Loops;
import io.tidegate.media.hub.SessionRegistry;
import io.tidegate.media.hub.StreamRegistry;
import io.tidegate.srt.SrtCallTarget;
import io.tidegate.srt.SrtCaller;
import io.tidegate.srt.SrtDelivery;
import io.tidegate.srt.SrtDeliveryOptions;
import io.tidegate.srt.SrtEndpoint;
import io.tidegate.srt.SrtLinks;
import io.tidegate.srt.SrtOptions;
import io.tidegate.srt.SrtOutputs;
import io.tidegate.srt.SrtPort;
import io.tidegate.srt.SrtProfiles;
import io.tidegate.srt.SrtPush;
import io.tidegate.srt.SrtPushView;
import io.tidegate.srt.SrtService;
import io.tidegate.srt.TransportForm;
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
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// SRT in this gateway: the ports of the settings, the relay, and what [SrtRoutes] asks for.
///
/// 1. [#start], not on an event loop.
/// 2. [#routes] is told of every route, by one thread that may wait.
/// 3. [#close].
///
/// libsrt is loaded when the first port, call or push needs it. Without libsrt on the machine
/// nothing is bound and [#missing] says so. Views: any thread.
public final class SrtServer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(SrtServer.class);
  private static final InetSocketAddress HIDDEN =
      new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0);

  private final Settings settings;
  private final RouteProfiles profiles;
  private final SrtService service;
  private final SrtRoutes routes;
  private final SettingsPorts ports;
  private final List<RelayPort> relayPorts = new CopyOnWriteArrayList<>();
  private volatile List<Loop> loops = List.of();
  private volatile @Nullable SrtEndpoint endpoint;
  private volatile @Nullable SrtDelivery delivery;
  private volatile @Nullable PacketRelay relay;
  private volatile @Nullable SrtCapabilities capabilities;
  private volatile @Nullable String missing;

  public SrtServer(Settings settings, RouteProfiles profiles, SrtService service) {
    this.settings = settings;
    this.profiles = profiles;
    this.service = service;
    this.ports = new SettingsPorts(this, profiles);
    this.routes = new SrtRoutes(this, profiles, ports);
  }

  /// A port that cannot be had. The message names its key and address.
  public static final class PortException extends Exception {
    private static final long serialVersionUID = 1L;

    PortException(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /// A port that takes callers.
  ///
  /// @param isIdle nobody is connected through it, as far as the relay knows
  /// @param close gives it back, soon
  record OpenPort(InetSocketAddress address, BooleanSupplier isIdle, Runnable close) {}

  /// Begins to load libsrt where the settings have a port. It takes a while, and [#start] waits for
  /// it.
  public void prepare() {
    if (settings.srt().port() != Settings.OFF || !settings.srt().ports().isEmpty()) {
      Thread.ofPlatform().name("srt-library").daemon().start(SrtLibrary::load);
    }
  }

  /// Binds the ports of the settings; what is bound, by name.
  public Map<String, InetSocketAddress> start(List<Loop> sessions) throws PortException {
    loops = List.copyOf(sessions);
    List<SrtPortSpec> wanted = new ArrayList<>();
    if (settings.srt().port() != Settings.OFF) {
      wanted.add(new SrtPortSpec("srt", settings.srt().port(), null, null));
    }
    wanted.addAll(settings.srt().ports());
    return wanted.isEmpty() || !serve() ? Map.of() : ports.open(wanted, profiles.routes());
  }

  /// All ports that take callers.
  public List<SrtPortView> ports() {
    return Stream.concat(ports.views().stream(), routes.ports().stream()).toList();
  }

  /// What routes ask for.
  public SrtRoutes routes() {
    return routes;
  }

  /// The ports of routes that are bound now, by name.
  public Map<String, InetSocketAddress> routePorts() {
    return routes.bound();
  }

  /// Loads libsrt and starts its threads, once; false without libsrt.
  boolean serve() throws PortException {
    if (endpoint != null) {
      return true;
    }
    if (missing != null) {
      return false;
    }
    return switch (SrtLibrary.load()) {
      case SrtLibrary.Missing absent -> {
        missing = absent.reason();
        log.warn("{}; everything else runs", absent.reason());
        yield false;
      }
      case SrtLibrary.Loaded library -> {
        serve(library);
        yield true;
      }
    };
  }

  private void serve(SrtLibrary.Loaded library) throws PortException {
    SrtDelivery sending = new SrtDelivery(service, SrtDeliveryOptions.DEFAULT);
    delivery = sending;
    try {
      SrtOptions options =
          SrtOptions.DEFAULT
              .withMaxSessions(settings.srt().maxSessions())
              .withMediaTimeout(settings.srt().mediaTimeout());
      capabilities = SrtCapabilities.probe(library);
      endpoint = new SrtEndpoint(library, options, service, sending, loops);
    } catch (SrtException failure) {
      throw new PortException("srt: " + failure.getMessage(), failure);
    }
  }

  /// Takes callers on `port`.
  ///
  /// @param relay whether the relay has it, before libsrt
  OpenPort open(SrtPortSpec port, boolean relay) throws PortException {
    SrtEndpoint serving = serving();
    InetSocketAddress wanted = address(port);
    try {
      return relay ? relayed(serving, port, wanted) : direct(serving, port, wanted);
    } catch (IOException failure) {
      String message = port.name() + " port " + wanted + ": " + failure.getMessage();
      throw new PortException(message, failure);
    }
  }

  /// Ends the sessions of those who called this port.
  void endSessions(int number, CloseReason reason) {
    serving().endSessions(number, reason);
  }

  /// From here on calls whose policy needs it go through the relay.
  void callThroughRelay() throws PortException {
    try {
      serving().callThrough(relay());
    } catch (IOException failure) {
      throw new PortException("srt: the relay: " + failure.getMessage(), failure);
    }
  }

  SrtCaller call(SrtCallTarget target) {
    return serving().call(target);
  }

  SrtPush push(SrtCallTarget target, TransportForm form) {
    return Objects.requireNonNull(delivery, "after serve()").push(target, form, serving());
  }

  /// For [#tryOut].
  ///
  /// @param streams and the rest: apart from those of the routes
  public SrtService trialService(
      RouteSpec route,
      StreamRegistry streams,
      SessionRegistry sessions,
      Loops own,
      SrtLinks links) {
    SrtProfiles alike = SrtProfiles.all(profiles.profile(route));
    return new SrtService(streams, AdmissionPolicy.OPEN, sessions, own, alike, links);
  }

  /// Calls the peer of the route's first source, which nothing of the routes sees. Empty without
  /// libsrt; waits for it.
  public Optional<SrtTrial> tryOut(RouteSpec route, SrtService own) throws PortException {
    if (!(route.sources().getFirst() instanceof SourceSpec.SrtCall call)
        || !(SrtLibrary.load() instanceof SrtLibrary.Loaded library)) {
      return Optional.empty();
    }
    try {
      SrtEndpoint apart = new SrtEndpoint(library, SrtOptions.DEFAULT, own, SrtOutputs.NONE, loops);
      return Optional.of(
          new SrtTrial(apart, apart.call(routes.target(route, call.peer(), call.dial()))));
    } catch (SrtException failure) {
      throw new PortException("srt: " + failure.getMessage(), failure);
    }
  }

  private SrtEndpoint serving() {
    return Objects.requireNonNull(endpoint, "after serve()");
  }

  private InetSocketAddress address(SrtPortSpec port) throws PortException {
    try {
      return new InetSocketAddress(InetAddress.getByName(settings.bind()), port.port());
    } catch (UnknownHostException unknown) {
      throw new PortException(port.name() + ": no such address: " + settings.bind(), unknown);
    }
  }

  /// libsrt has the port itself.
  private OpenPort direct(SrtEndpoint serving, SrtPortSpec port, InetSocketAddress wanted)
      throws SrtException {
    profiles.bound(wanted.getPort(), port);
    StreamKey key = port.key();
    int number = serving.listen(key == null ? SrtPort.shared(wanted) : SrtPort.of(wanted, key));
    profiles.bound(number, port);
    return new OpenPort(
        new InetSocketAddress(wanted.getAddress(), number),
        () -> true,
        () -> serving.stopListening(number));
  }

  /// The relay has the port; it must be told first where libsrt's hidden one is.
  private OpenPort relayed(SrtEndpoint serving, SrtPortSpec port, InetSocketAddress wanted)
      throws IOException {
    PacketRelay forwarding = relay();
    profiles.bound(wanted.getPort(), port);
    int hidden = serving.listen(SrtPort.behind(forwarding, HIDDEN, wanted.getPort(), port.key()));
    InetSocketAddress target = new InetSocketAddress(HIDDEN.getAddress(), hidden);
    RelayPort open;
    try {
      open = forwarding.open(RelayRoute.inwards(wanted, target));
    } catch (IOException taken) {
      serving.stopListening(hidden);
      throw taken;
    }
    int number = open.address().getPort();
    profiles.bound(number, port);
    serving.publicPort(hidden, number);
    relayPorts.add(open);
    return new OpenPort(
        open.address(),
        () -> open.peers().isEmpty(),
        () -> {
          relayPorts.remove(open);
          open.close();
          serving.stopListening(hidden);
        });
  }

  private PacketRelay relay() throws IOException {
    PacketRelay forwarding = relay;
    if (forwarding == null) {
      forwarding = PacketRelay.start(RelayOptions.DEFAULTS);
      relay = forwarding;
    }
    return forwarding;
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

  /// Those that the routes ask for.
  public List<SrtCaller> callers() {
    return routes.callers();
  }

  /// How the pushes stand that the routes ask for, each with its place in its route.
  public List<PlacedPush<SrtPushView>> placedPushes() {
    return routes.pushes();
  }

  /// How all pushes stand.
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
  public static String text(InetSocketAddress address) {
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
