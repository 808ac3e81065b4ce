package io.tidegate.gateway.web;

import io.tidegate.rtmp.RtmpCallView;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import java.util.List;
import java.util.function.Supplier;

/// `/api/v1/rtmp`, as `openapi.yaml` describes it, from immutable snapshots. Any thread.
public final class RtmpApi {
  private final Supplier<List<RtmpCallView>> pushes;
  private final Supplier<List<RtmpCallView>> pulls;

  public RtmpApi(Supplier<List<RtmpCallView>> pushes, Supplier<List<RtmpCallView>> pulls) {
    this.pushes = pushes;
    this.pulls = pulls;
  }

  /// Below `/api/*`, which is where whoever may not is turned away.
  public void mount(Router router) {
    CallList<RtmpCallView> calls =
        new CallList<>(
            RtmpCallView::key, RtmpCallView::target, view -> view.state().label(), RtmpApi::call);
    calls.mount(router, "/api/v1/rtmp/pushes", pushes);
    calls.mount(router, "/api/v1/rtmp/pulls", pulls);
  }

  static JsonObject call(RtmpCallView view) {
    return new JsonObject()
        .put("key", view.key().toString())
        .put("target", view.target())
        .put("state", view.state().label())
        .put("since", view.since().toString())
        .put("attempts", view.attempts())
        .put("bytes", view.bytes())
        .put("lastFailure", view.lastFailure());
  }
}
