package io.tidegate.gateway.web;

import io.tidegate.gateway.route.PlacedPush;
import io.tidegate.rtsp.RtspPullView;
import io.tidegate.rtsp.RtspPushView;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import java.util.List;
import java.util.function.Supplier;

/// `/api/v1/rtsp`, as `openapi.yaml` describes it, from immutable snapshots. Any thread.
public final class RtspApi {
  private final Supplier<List<RtspPullView>> pulls;
  private final Supplier<List<PlacedPush<RtspPushView>>> pushes;

  public RtspApi(
      Supplier<List<RtspPullView>> pulls, Supplier<List<PlacedPush<RtspPushView>>> pushes) {
    this.pulls = pulls;
    this.pushes = pushes;
  }

  /// Below `/api/*`, which is where whoever may not is turned away.
  public void mount(Router router) {
    new CallList<>(
            RtspPullView::key, RtspPullView::url, view -> view.state().label(), RtspApi::pull)
        .mount(router, "/api/v1/rtsp/pulls", pulls);
    CallList.pushes(RtspPushView::key, RtspPushView::target, RtspPushView::state, RtspApi::push)
        .mount(router, "/api/v1/rtsp/pushes", pushes);
  }

  static JsonObject push(RtspPushView view) {
    return PeerJson.of(
            view.key(),
            view.target(),
            view.state(),
            view.since(),
            view.attempts(),
            view.lastFailure())
        .put("bytes", view.bytes())
        .put("drops", view.drops());
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
