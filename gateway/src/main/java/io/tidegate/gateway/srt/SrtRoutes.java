package io.tidegate.gateway.srt;

import io.tidegate.gateway.route.DialSpec;
import io.tidegate.gateway.route.OutputSpec;
import io.tidegate.gateway.route.PlacedPush;
import io.tidegate.gateway.route.PushPlaces;
import io.tidegate.gateway.route.RouteRunner;
import io.tidegate.gateway.route.RouteSpec;
import io.tidegate.gateway.route.SourceSpec;
import io.tidegate.gateway.route.SrtAddress;
import io.tidegate.gateway.route.SrtPortSpec;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import io.tidegate.srt.SrtCallTarget;
import io.tidegate.srt.SrtCaller;
import io.tidegate.srt.SrtPush;
import io.tidegate.srt.SrtPushView;
import io.tidegate.srt.TransportForm;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/// The ports, calls and pushes that routes ask for, each alone: what stays the same is not touched.
/// Confined to the reconciler's thread; [#callers] and [#bound]: any.
public final class SrtRoutes implements RouteRunner {
  private final SrtServer server;
  private final RouteProfiles profiles;
  private final SettingsPorts shared;
  private final PushPlaces<PushTarget> places = new PushPlaces<>();
  private final Map<StreamKey, Parts> parts = new ConcurrentHashMap<>();

  /// What one route has running.
  private static final class Parts {
    final Map<SrtPortSpec, ListenPort> ports = new ConcurrentHashMap<>();
    final Map<SrtCallTarget, SrtCaller> calls = new ConcurrentHashMap<>();
    final Map<PushTarget, SrtPush> pushes = new ConcurrentHashMap<>();

    boolean isEmpty() {
      return ports.isEmpty() && calls.isEmpty() && pushes.isEmpty();
    }
  }

  private record PushTarget(SrtCallTarget target, TransportForm form) {}

  SrtRoutes(SrtServer server, RouteProfiles profiles, SettingsPorts shared) {
    this.server = server;
    this.profiles = profiles;
    this.shared = shared;
  }

  @Override
  public void apply(StreamKey key, @Nullable RouteSpec before, @Nullable RouteSpec after)
      throws RunException {
    shared.changed(key, after);
    Set<SrtPortSpec> ports = new HashSet<>();
    Set<SrtCallTarget> calls = new HashSet<>();
    List<PushTarget> pushes = new ArrayList<>();
    if (after != null && after.enabled()) {
      ports.addAll(after.srtPorts());
      callsOf(after).forEach(call -> calls.add(target(after, call.peer(), call.dial())));
      pushesOf(after)
          .map(push -> target(after, push.peer(), push.dial()))
          .forEach(target -> pushes.add(new PushTarget(target, profiles.form(key))));
    }
    places.follow(key, pushes);
    Parts present = parts.computeIfAbsent(key, _ -> new Parts());
    try {
      endOthers(present, ports, calls, pushes);
      begin(present, after, ports, calls, pushes);
    } finally {
      if (present.isEmpty()) {
        parts.remove(key);
      }
    }
  }

  private static void endOthers(
      Parts present, Set<SrtPortSpec> ports, Set<SrtCallTarget> calls, List<PushTarget> pushes) {
    leaving(present.ports, ports).forEach((_, port) -> port.close());
    leaving(present.calls, calls).forEach((_, call) -> call.close());
    leaving(present.pushes, pushes).forEach((_, push) -> push.close());
  }

  /// Takes out what is not wanted any more.
  private static <K, V> Map<K, V> leaving(Map<K, V> present, Collection<K> wanted) {
    Map<K, V> gone = new HashMap<>(present);
    gone.keySet().removeAll(wanted);
    present.keySet().retainAll(wanted);
    return gone;
  }

  private void begin(
      Parts present,
      @Nullable RouteSpec route,
      Set<SrtPortSpec> ports,
      Set<SrtCallTarget> calls,
      List<PushTarget> pushes)
      throws RunException {
    if (route == null || (ports.isEmpty() && calls.isEmpty() && pushes.isEmpty())) {
      return;
    }
    try {
      if (!server.serve()) {
        return;
      }
      for (SrtPortSpec port : ports) {
        bind(present, port);
      }
      if (profiles.callsNeedRelay(route)) {
        server.callThroughRelay();
      }
    } catch (SrtServer.PortException failure) {
      throw new RunException(String.valueOf(failure.getMessage()), failure);
    }
    for (SrtCallTarget target : calls) {
      present.calls.computeIfAbsent(target, server::call);
    }
    for (PushTarget push : pushes) {
      present.pushes.computeIfAbsent(push, wanted -> server.push(wanted.target(), wanted.form()));
    }
  }

  private void bind(Parts present, SrtPortSpec spec) throws SrtServer.PortException {
    boolean relay = profiles.needsRelay(spec);
    ListenPort bound = present.ports.get(spec);
    if (bound == null) {
      ListenPort port = new ListenPort(server, spec);
      port.open(relay);
      present.ports.put(spec, port);
    } else if (!bound.isAt(relay)) {
      bound.move(relay);
    }
  }

  @Override
  public void tend() {
    shared.follow();
  }

  /// The ports of routes that are bound.
  List<SrtPortView> ports() {
    return parts.values().stream()
        .flatMap(part -> part.ports.values().stream())
        .map(ListenPort::view)
        .sorted(Comparator.comparing(SrtPortView::name))
        .toList();
  }

  /// The same by name.
  Map<String, InetSocketAddress> bound() {
    Map<String, InetSocketAddress> bound = new HashMap<>();
    for (SrtPortView port : ports()) {
      InetSocketAddress address = port.address();
      if (address != null) {
        bound.put(port.name(), address);
      }
    }
    return bound;
  }

  /// The remote sources that are called.
  List<SrtCaller> callers() {
    return parts.values().stream()
        .map(part -> part.calls.values())
        .flatMap(Collection::stream)
        .toList();
  }

  /// How the pushes stand, by key, each with its place in its route.
  List<PlacedPush<SrtPushView>> pushes() {
    Map<PushTarget, SrtPushView> standing = new HashMap<>();
    for (Parts part : parts.values()) {
      part.pushes.forEach((target, push) -> standing.put(target, push.view()));
    }
    return places.of(standing);
  }

  private static Stream<SourceSpec.SrtCall> callsOf(RouteSpec route) {
    return route.sources().stream()
        .filter(SourceSpec.SrtCall.class::isInstance)
        .map(SourceSpec.SrtCall.class::cast);
  }

  private static Stream<OutputSpec.SrtPush> pushesOf(RouteSpec route) {
    return route.outputs().stream()
        .filter(OutputSpec.SrtPush.class::isInstance)
        .map(OutputSpec.SrtPush.class::cast);
  }

  SrtCallTarget target(RouteSpec route, SrtAddress peer, DialSpec dial) {
    InetSocketAddress local = peer.rendezvous() ? new InetSocketAddress(peer.localPort()) : null;
    return new SrtCallTarget(
        route.key(),
        peer.host(),
        peer.port(),
        peer.streamId(),
        local,
        profiles.profile(route),
        dial.options());
  }
}
