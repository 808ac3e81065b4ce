package io.tidegate.gateway.web;

import io.tidegate.gateway.load.Brownout;
import io.tidegate.gateway.load.Limits;
import io.tidegate.gateway.load.LoadControl;
import io.tidegate.gateway.load.LoadLimits;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/// `/api/v1/load`: what is here, what it may be, and who was refused for want of room; with the
/// switches, [FeaturesApi]. Any thread.
public final class LoadApi {
  private static final double PERCENT = 100;

  private final LoadControl load;

  public LoadApi(LoadControl load) {
    this.load = load;
  }

  /// Below `/api/*`, which is where whoever may not is turned away.
  public void mount(Router router) {
    ReadOnly.mount(router, "/api/v1/load", this::show);
    load.switches().ifPresent(book -> new FeaturesApi(book).mount(router));
  }

  private void show(RoutingContext context) {
    Replies.json(context, json());
  }

  JsonObject json() {
    Limits.Standing now = load.limits().standing();
    JsonObject refused = new JsonObject();
    load.limits().refusals().totals().forEach((cause, count) -> refused.put(cause.label(), count));
    return new JsonObject()
        .put("viewers", now.viewers())
        .put("publishers", now.publishers())
        .put("connections", now.connections())
        .put("egressBps", Math.round(now.egressBps()))
        .put("brownout", json(load.brownout().standing()))
        .put("limits", json(now.limits()))
        .put("refused", refused);
  }

  private static JsonObject json(Brownout.Standing now) {
    return new JsonObject()
        .put("enabled", now.enabled())
        .put("step", now.step())
        .put("since", now.since().toString())
        .put("reason", now.reason())
        .put("pressure", LiveViews.rounded(now.pressure()))
        .put("cpuPercent", LiveViews.rounded(now.signals().cpu() * PERCENT))
        .put("lagMs", LiveViews.rounded(now.signals().lagMs()))
        .put("tasks", now.signals().tasks())
        .put("viewersPerSecond", LiveViews.rounded(now.perSecond()))
        .put("askedPerSecond", LiveViews.rounded(now.askedPerSecond()))
        .put("refusalTarget", now.refusalTarget())
        .put("refused", now.refused())
        .put(
            "totals",
            new JsonObject()
                .put("asked", now.totals().asked())
                .put("toRefuse", Math.round(now.totals().toRefuse()))
                .put("refused", now.totals().refused()));
  }

  private static JsonObject json(LoadLimits limits) {
    return new JsonObject()
        .put("viewers", limits.viewers())
        .put("publishers", limits.publishers())
        .put("egressMbps", limits.egressMbps())
        .put("viewersPerRoute", limits.viewersPerRoute())
        .put("viewersPerAddress", limits.address().viewers())
        .put("publishersPerAddress", limits.address().publishers())
        .put("egressMbpsPerAddress", limits.address().egressMbps())
        .put("connectionsPerAddress", limits.address().connections())
        .put("apiPerSecond", limits.address().apiPerSecond());
  }
}
