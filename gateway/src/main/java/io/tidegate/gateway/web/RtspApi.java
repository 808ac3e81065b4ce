package io.tidegate.gateway.web;

import io.tidegate.rtsp.RtspPullView;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.function.Supplier;

/// `/api/v1/rtsp`, as `openapi.yaml` describes it, from immutable snapshots. Any thread.
public final class RtspApi {
  private final Supplier<List<RtspPullView>> pulls;

  public RtspApi(Supplier<List<RtspPullView>> pulls) {
    this.pulls = pulls;
  }

  /// Below `/api/*`, which is where whoever may not is turned away.
  public void mount(Router router) {
    ReadOnly.mount(router, "/api/v1/rtsp/pulls", this::pulls);
  }

  private void pulls(RoutingContext context) {
    List<JsonObject> items = pulls.get().stream().map(RtspApi::pull).toList();
    Replies.json(context, new JsonObject().put("items", new JsonArray(items)).putNull("next"));
  }

  static JsonObject pull(RtspPullView view) {
    return new JsonObject()
        .put("key", view.key().toString())
        .put("url", view.url())
        .put("transport", view.transport().label())
        .put("state", view.state().label())
        .put("attempts", view.attempts())
        .put("lastFailure", view.lastFailure())
        .put("device", view.device())
        .put("quirks", new JsonArray(view.quirks().stream().map(RtspApi::quirk).toList()));
  }

  private static JsonObject quirk(RtspPullView.Quirk quirk) {
    return new JsonObject().put("quirk", quirk.word()).put("from", quirk.origin().label());
  }
}
