package io.tidegate.gateway.web;

import io.tidegate.gateway.route.PlacedPush;
import io.tidegate.rtmp.RtmpCallView;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import java.util.List;
import java.util.function.Supplier;

/// `/api/v1/rtmp`, as `openapi.yaml` describes it, from immutable snapshots. Any thread.
public final class RtmpApi {
  private final Supplier<List<PlacedPush<RtmpCallView>>> pushes;
  private final Supplier<List<RtmpCallView>> pulls;

  public RtmpApi(
      Supplier<List<PlacedPush<RtmpCallView>>> pushes, Supplier<List<RtmpCallView>> pulls) {
    this.pushes = pushes;
    this.pulls = pulls;
  }

  /// Below `/api/*`, which is where whoever may not is turned away.
  public void mount(Router router) {
    CallList.pushes(RtmpCallView::key, RtmpCallView::target, RtmpCallView::state, RtmpApi::call)
        .mount(router, "/api/v1/rtmp/pushes", pushes);
    new CallList<>(
            RtmpCallView::key, RtmpCallView::target, view -> view.state().label(), RtmpApi::call)
        .mount(router, "/api/v1/rtmp/pulls", pulls);
  }

  static JsonObject call(RtmpCallView view) {
    return PeerJson.of(
            view.key(),
            view.target(),
            view.state(),
            view.since(),
            view.attempts(),
            view.lastFailure())
        .put("bytes", view.bytes());
  }
}
