package io.tidegate.gateway;

import io.tidegate.gateway.alarm.Watched;
import io.tidegate.gateway.cluster.ClusterPart;
import io.tidegate.gateway.cluster.ClusterPlane;
import io.tidegate.gateway.cluster.ClusterWatch;
import io.tidegate.gateway.cluster.FactsMeter;
import io.tidegate.gateway.cluster.NodeStanding;
import io.tidegate.gateway.cluster.PlayerDoors;
import io.tidegate.gateway.cluster.SessionPages;
import io.tidegate.gateway.cluster.StreamRelays;
import io.tidegate.gateway.cluster.desired.DesiredState;
import io.tidegate.gateway.metrics.ClusterMetrics;
import io.tidegate.gateway.metrics.Metrics;
import io.tidegate.gateway.metrics.RegistryMetrics;
import io.tidegate.gateway.metrics.RelayMetrics;
import io.tidegate.gateway.web.AuditApi;
import io.tidegate.gateway.web.ClusterApi;
import io.tidegate.gateway.web.DrainApi;
import io.tidegate.gateway.web.ElsewhereRoutes;
import io.tidegate.gateway.web.HealthRoutes;
import io.tidegate.gateway.web.LiveRows;
import io.tidegate.gateway.web.NodeLists;
import io.tidegate.gateway.web.SessionsApi;
import io.tidegate.gateway.web.WorkersApi;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
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
  private final ElsewhereRoutes redirects;

  /// Addresses of the listeners by name, known at the start.
  private volatile Map<String, String> bound = Map.of();

  private final LiveRows rows;
  private final SessionPages pages;

  ClusterWiring(ClusterPlane plane, MediaPlane media, ControlPlane control, DesiredState desired) {
    this.plane = plane;
    this.media = media;
    this.relays = media.relays();
    this.desired = desired;
    this.rows = media.rows();
    SessionsApi sessions = new SessionsApi(media.streams(), media.sessions());
    this.pages =
        new SessionPages(
            rows::of,
            sessions::end,
            (who, remote, session, ended) ->
                control.audit().add(AuditApi.ended(who, remote, session, ended)));
    FactsMeter.Work work =
        new FactsMeter.Work(
            () -> media.streams().streams().size(),
            () -> media.sessions().size(),
            media.places()::isDraining);
    this.watch =
        new ClusterWatch(
            new FactsMeter(Main.version(), work, this::doors), control::note, Clock.systemUTC());
    this.redirects = new ElsewhereRoutes(media.streams().players()::wouldAdmit, this::elsewhere);
  }

  private PlayerDoors doors() {
    return PlayerDoors.of(bound, plane.settings().viewersUrl());
  }

  /// Everything that takes part is there; the node comes up in the background.
  ///
  /// @param listeners addresses by name
  void start(Map<String, String> listeners) {
    bound = Map.copyOf(listeners);
    plane.start(parts());
  }

  /// In the order in which they are told that this node is a member.
  private List<ClusterPart> parts() {
    return List.of(desired, watch, media.places(), relays, pages);
  }

  void measure(Metrics metrics, HealthRoutes health) {
    metrics.add(new ClusterMetrics(plane, watch::nodes));
    metrics.add(new RelayMetrics(relays::stats, redirects::sent));
    metrics.add(new RegistryMetrics(pages::stats));
    health.watch("desired-state", desired::problem);
    health.watch(PART, () -> plane.problem() == null ? watch.banner() : plane.problem());
  }

  /// With an alarm of its own for a split, which is no part that is missing.
  Watched watched(Watched watched) {
    return new Watched(
            watched.routes(),
            watched.streams(),
            watched.elsewhere(),
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

  /// The other node that has it, null for none.
  private @Nullable NodeStanding elsewhere(StreamKey key) {
    int number = relays.node(media.streams().players().resolve(key));
    return number == 0
        ? null
        : watch.nodes().stream().filter(one -> one.number() == number).findAny().orElse(null);
  }

  /// Before what players get.
  void mountRedirects(Router router) {
    if (plane.settings().redirect()) {
      redirects.mount(router);
    }
  }

  /// Before the lists of this node alone.
  void mountLists(Router router) {
    new NodeLists(pages, () -> WorkersApi.json(rows.workers())).mount(router);
  }

  void mount(Router router) {
    new ClusterApi(plane, watch, Main.version()).mount(router);
    new DrainApi(plane, media.places()).mount(router);
  }
}
