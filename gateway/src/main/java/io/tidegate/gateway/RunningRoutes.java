package io.tidegate.gateway;

import io.tidegate.gateway.cluster.OwnedRoutes;
import io.tidegate.gateway.cluster.StreamPlaces;
import io.tidegate.gateway.config.Settings;
import io.tidegate.gateway.route.Reconciler;
import io.tidegate.gateway.route.RouteInstances;
import io.tidegate.gateway.route.RouteRunner;
import io.tidegate.gateway.route.RouteTable;
import io.tidegate.media.hub.StreamRegistry;
import java.time.Clock;
import java.util.List;

/// What of the routes runs at this node, and when.
///
/// @param instances what is in use
/// @param places what is at other nodes
record RunningRoutes(RouteTable routes, RouteInstances instances, StreamPlaces places) {
  static RunningRoutes of(Settings settings, RouteTable routes) {
    return new RunningRoutes(
        routes,
        new RouteInstances(routes, settings.players().onDemand(), System::nanoTime),
        new StreamPlaces(settings.cluster(), Clock.systemUTC()));
  }

  /// Before the first stream.
  void watch(StreamRegistry streams) {
    instances.watch(streams);
    places.watch(streams);
  }

  /// Not started yet.
  Reconciler reconciler(List<RouteRunner> runners) {
    OwnedRoutes owned = new OwnedRoutes(instances, routes, places);
    Reconciler reconciler = new Reconciler(owned, runners);
    instances.follow(reconciler::changed);
    places.follow(reconciler::changed, owned);
    return reconciler;
  }
}
