package io.tidegate.gateway.web;

import io.tidegate.gateway.config.ConfigException;
import io.tidegate.gateway.probe.ProbeOrder;
import io.tidegate.gateway.probe.ProbeReport;
import io.tidegate.gateway.probe.Probes;
import io.tidegate.gateway.probe.ProfileNames;
import io.tidegate.media.Nullable;
import io.tidegate.media.Track;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Locale;

/// `POST /api/v1/probe`: what a URL carries, before it is saved. Any thread.
public final class ProbeApi {
  private static final String PATH = "/api/v1/probe";

  /// When one of those under way may have ended.
  private static final int RETRY_AFTER_SECONDS = 10;

  private final Probes probes;

  public ProbeApi(Probes probes) {
    this.probes = probes;
  }

  /// Below `/api/*`, which is where whoever may not is turned away.
  public void mount(Router router) {
    router
        .route(PATH)
        .handler(context -> LookReplies.posted(context, body -> begin(context, body)));
  }

  private void begin(RoutingContext context, JsonObject body) throws ConfigException {
    Probes.Running running = probes.begin(ProbeOrder.parse(body));
    if (running == null) {
      String says = "at most " + Probes.MOST_AT_ONCE + " probes at a time";
      LookReplies.busy(context, RETRY_AFTER_SECONDS, says);
      return;
    }
    LookReplies.when(context, running.report(), running.cancel(), ProbeApi::json);
  }

  private static JsonObject json(ProbeReport report) {
    ProbeReport.Measured measured = report.measured();
    List<JsonObject> tracks =
        report.tracks().asList().stream().map(track -> track(track, measured)).toList();
    return new JsonObject()
        .put("ok", report.ok())
        .put("type", report.type())
        .put("target", report.target())
        .put("device", report.device())
        .put("roundTripMs", report.roundTripMs())
        .put("steps", new JsonArray(report.steps().stream().map(ProbeApi::step).toList()))
        .put("tracks", new JsonArray(tracks))
        .put("measured", measured == null ? null : measured(measured))
        .put("code", report.code())
        .put("cause", report.cause())
        .put("next", report.next());
  }

  private static JsonObject step(ProbeReport.Step step) {
    return new JsonObject()
        .put("step", step.name().name().toLowerCase(Locale.ROOT).replace('_', '-'))
        .put("outcome", step.outcome().name().toLowerCase(Locale.ROOT))
        .put("ms", step.ms())
        .put("detail", step.detail());
  }

  private static JsonObject track(Track track, ProbeReport.@Nullable Measured measured) {
    JsonObject json = ApiRoutes.track(track);
    String profile = ProfileNames.of(track.params());
    if (!profile.isEmpty()) {
      json.put("profile", profile);
    }
    ProbeReport.Rate rate = measured == null ? null : measured.byTrack().get(track.id());
    if (rate != null) {
      json.put("bitrateBps", rate.bitrateBps());
      json.put(track.isVideo() ? "fps" : "framesPerSecond", round(rate.perSecond(), 100));
    }
    return json;
  }

  private static JsonObject measured(ProbeReport.Measured measured) {
    return new JsonObject()
        .put("seconds", round(measured.seconds(), 10))
        .put("bitrateBps", measured.bitrateBps())
        .put("gopFrames", round(measured.gopFrames(), 10))
        .put("gopMs", measured.gopMs())
        .put("longestGopMs", measured.longestGopMs());
  }

  private static double round(double value, int parts) {
    return Math.round(value * parts) / (double) parts;
  }
}
