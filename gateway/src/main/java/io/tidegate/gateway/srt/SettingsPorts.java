package io.tidegate.gateway.srt;

import io.tidegate.gateway.route.RouteSpec;
import io.tidegate.gateway.route.SrtPortSpec;
import io.tidegate.gateway.srt.SrtServer.PortException;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/// The ports of the configuration, most of them shared by all routes: they follow the routes'
/// policies. Confined to the reconciler's thread after [#open]; [#views]: any.
///
/// A change of one route costs that route alone, however many there are.
final class SettingsPorts {
  private final SrtServer server;
  private final RouteProfiles profiles;
  private final Map<SrtPortSpec, ListenPort> ports = new ConcurrentHashMap<>();
  private final List<ListenPort> inOrder = new CopyOnWriteArrayList<>();

  /// Routes that need the relay on a port that all share.
  private final Set<StreamKey> planned = ConcurrentHashMap.newKeySet();

  SettingsPorts(SrtServer server, RouteProfiles profiles) {
    this.server = server;
    this.profiles = profiles;
  }

  /// Binds them as the routes of now need it; what is bound, by name.
  Map<String, InetSocketAddress> open(List<SrtPortSpec> specs, Collection<RouteSpec> routes)
      throws PortException {
    routes.forEach(route -> note(route.key(), route));
    Map<String, InetSocketAddress> bound = new LinkedHashMap<>();
    for (SrtPortSpec spec : specs) {
      ListenPort port = new ListenPort(server, spec);
      bound.put(spec.name(), port.open(needsRelay(spec)));
      ports.put(spec, port);
      inOrder.add(port);
    }
    return bound;
  }

  /// A route has changed.
  void changed(StreamKey key, @Nullable RouteSpec after) {
    note(key, after);
    follow();
  }

  /// Policies have changed, or callers have gone.
  void follow() {
    ports.forEach((spec, port) -> port.follow(needsRelay(spec)));
  }

  List<SrtPortView> views() {
    return inOrder.stream().map(ListenPort::view).toList();
  }

  private void note(StreamKey key, @Nullable RouteSpec route) {
    if (route != null && profiles.plansOnSharedPorts(route)) {
      planned.add(key);
    } else {
      planned.remove(key);
    }
  }

  private boolean needsRelay(SrtPortSpec port) {
    return profiles.needsRelay(port) || (port.key() == null && !planned.isEmpty());
  }
}
