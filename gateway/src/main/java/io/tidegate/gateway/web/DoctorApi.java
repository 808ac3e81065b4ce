package io.tidegate.gateway.web;

import io.tidegate.gateway.alarm.Alarm;
import io.tidegate.gateway.beacon.PlayerReports;
import io.tidegate.gateway.doctor.Chart;
import io.tidegate.gateway.doctor.Doctor;
import io.tidegate.gateway.route.RouteSpec;
import io.tidegate.gateway.route.RouteTable;
import io.tidegate.gateway.tls.CertificateView;
import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.StreamHub;
import io.tidegate.media.hub.StreamRegistry;
import io.tidegate.srt.SrtLinkView;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// `/api/v1/routes/{app}/{name}/doctor`: how a route is, in plain language, and what to do. Event
/// loops; from views.
public final class DoctorApi {
  private final RouteTable routes;
  private final StreamRegistry streams;
  private final PlayerReports players;
  private final Views views;
  private final Clock clock;

  /// What else is known, from any thread.
  ///
  /// @param failures by stream, why the source that is called does not answer or send
  /// @param alarms that are open
  public record Views(
      Supplier<Map<StreamKey, String>> failures,
      Supplier<List<Alarm>> alarms,
      Supplier<List<SrtLinkView>> links,
      Supplier<List<CertificateView>> certificates) {}

  public DoctorApi(
      RouteTable routes, StreamRegistry streams, PlayerReports players, Views views, Clock clock) {
    this.routes = routes;
    this.streams = streams;
    this.players = players;
    this.views = views;
    this.clock = clock;
  }

  /// Below `/api/*`, which is where whoever may not is turned away.
  public void mount(Router router) {
    ReadOnly.mount(router, "/api/v1/routes/:app/:name/doctor", this::examine);
  }

  private void examine(RoutingContext context) {
    StreamKey key;
    try {
      key = StreamKey.parse(context.pathParam("app") + "/" + context.pathParam("name"));
    } catch (IllegalArgumentException notAKey) {
      Replies.problem(context, 404, String.valueOf(notAKey.getMessage()));
      return;
    }
    RouteSpec route = routes.find(key);
    StreamHub live = streams.find(key);
    if (route == null && live == null) {
      Replies.problem(context, 404, "no route " + key + ", and no stream");
      return;
    }
    Chart chart =
        new Chart(
            key,
            route,
            live == null ? null : live.view(),
            views.failures().get().getOrDefault(key, ""),
            views.alarms().get(),
            views.links().get().stream().filter(link -> link.key().equals(key)).toList(),
            players.of(key),
            views.certificates().get(),
            clock.instant());
    Replies.json(context, json(key, Doctor.examine(chart)));
  }

  private static JsonObject json(StreamKey key, Doctor.Verdict verdict) {
    List<JsonObject> findings =
        verdict.findings().stream()
            .map(found ->
                new JsonObject()
                    .put("code", found.code())
                    .put("severity", found.severity().label())
                    .put("says", found.says())
                    .put("fix", found.fix())
                    .put("cause", found.cause()))
            .toList();
    return new JsonObject()
        .put("key", key.toString())
        .put("healthy", verdict.healthy())
        .put("summary", verdict.summary())
        .put("findings", new JsonArray(findings));
  }
}
