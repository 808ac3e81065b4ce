package io.tidegate.gateway;

import io.tidegate.gateway.alarm.Watched;
import io.tidegate.gateway.cluster.ClusterPart;
import io.tidegate.gateway.cluster.ClusterPlane;
import io.tidegate.gateway.cluster.ClusterWatch;
import io.tidegate.gateway.cluster.FactsMeter;
import io.tidegate.gateway.cluster.StreamRelays;
import io.tidegate.gateway.cluster.desired.DesiredState;
import io.tidegate.gateway.metrics.ClusterMetrics;
import io.tidegate.gateway.metrics.Metrics;
import io.tidegate.gateway.metrics.RelayMetrics;
import io.tidegate.gateway.web.ClusterApi;
import io.tidegate.gateway.web.DrainApi;
import io.tidegate.gateway.web.HealthRoutes;
import io.vertx.ext.web.Router;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What takes part in a cluster: put together by hand.
final class ClusterWiring {
  private static final String PART = "cluster";

  private final ClusterPlane plane;
  private final ClusterWatch watch;
  private final MediaPlane media;
  private final StreamRelays relays;
  private final DesiredState desired;

  ClusterWiring(ClusterPlane plane, MediaPlane media, ControlPlane control, DesiredState desired) {
    this.plane = plane;
    this.media = media;
    this.relays = media.relays();
    this.desired = desired;
    FactsMeter.Work work =
        new FactsMeter.Work(
            () -> media.streams().streams().size(),
            () -> media.sessions().size(),
            media.places()::isDraining);
    this.watch =
        new ClusterWatch(new FactsMeter(Main.version(), work), control::note, Clock.systemUTC());
  }

  /// Everything that takes part is there; the node comes up in the background.
  void start() {
    plane.start(parts());
  }

  /// In the order in which they are told that this node is a member.
  private List<ClusterPart> parts() {
    return List.of(desired, watch, media.places(), relays);
  }

  void measure(Metrics metrics, HealthRoutes health) {
    metrics.add(new ClusterMetrics(plane, watch::nodes));
    metrics.add(new RelayMetrics(relays::stats));
    health.watch("desired-state", desired::problem);
    health.watch(PART, () -> plane.problem() == null ? watch.banner() : plane.problem());
  }

  /// With an alarm of its own for a split, which is no part that is missing.
  Watched watched(Watched watched) {
    return new Watched(
            watched.routes(),
            watched.streams(),
            watched.links(),
            watched.failures(),
            () -> problems(watched),
            watched.dataDir(),
            watched.others())
        .with(watch::findings);
  }

  private Map<String, String> problems(Watched watched) {
    Map<String, String> problems = new HashMap<>(watched.problems().get());
    if (plane.problem() == null) {
      problems.remove(PART);
    }
    return problems;
  }

  void mount(Router router) {
    new ClusterApi(plane, watch, Main.version()).mount(router);
    new DrainApi(plane, media.places()).mount(router);
  }
}
