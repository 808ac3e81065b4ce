package io.tidegate.gateway.web;

import io.tidegate.gateway.config.ConfigException;
import io.tidegate.gateway.probe.ProbeOrder;
import io.tidegate.gateway.probe.ProbeReport;
import io.tidegate.gateway.probe.Probes;
import io.tidegate.gateway.probe.ProfileNames;
import io.tidegate.media.Nullable;
import io.tidegate.media.Track;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CancellationException;

/// `POST /api/v1/probe`: what a URL carries, before it is saved. Any thread.
public final class ProbeApi {
  private static final String PATH = "/api/v1/probe";

  /// A source with everything that may be said of it is a tenth of it.
  private static final int MAX_BYTES = 16 << 10;

  /// When one of those under way may have ended.
  private static final String RETRY_AFTER_SECONDS = "10";

  private final Probes probes;

  public ProbeApi(Probes probes) {
    this.probes = probes;
  }

  /// Below `/api/*`, which is where whoever may not is turned away.
  public void mount(Router router) {
    router.route(PATH).handler(this::handle);
  }

  private void handle(RoutingContext context) {
    if (!context.request().method().equals(HttpMethod.POST)) {
      Replies.methodNotAllowed(context, "POST");
      return;
    }
    RequestBody.json(context, MAX_BYTES, Set.of(RequestBody.JSON), body -> begin(context, body));
  }

  private void begin(RoutingContext context, JsonObject body) {
    ProbeOrder order;
    try {
      order = ProbeOrder.parse(body);
    } catch (ConfigException wrong) {
      StoreReplies.invalid(context, wrong);
      return;
    }
    Probes.Running running = probes.begin(order);
    if (running == null) {
      context.response().putHeader(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
      Replies.problem(context, 429, "at most " + Probes.MOST_AT_ONCE + " probes at a time");
      return;
    }
    context.response().closeHandler(_ -> running.cancel().run());
    var _ =
        running
            .report()
            .whenComplete((report, failure) ->
                context
                    .vertx()
                    .getOrCreateContext()
                    .runOnContext(_ -> answer(context, report, failure)));
  }

  private static void answer(
      RoutingContext context, @Nullable ProbeReport report, @Nullable Throwable failure) {
    if (context.response().closed()) {
      return;
    }
    if (report != null) {
      Replies.json(context, json(report));
    } else if (failure instanceof CancellationException) {
      Replies.problem(context, 503, "the server is stopping");
    } else {
      context.fail(failure);
    }
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
