package io.tidegate.gateway.web;

import io.tidegate.rtmp.RtmpCallView;
import io.vertx.core.json.JsonArray;
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
    ReadOnly.mount(
        router, "/api/v1/rtmp/pushes", context -> Replies.json(context, list(pushes.get())));
    ReadOnly.mount(
        router, "/api/v1/rtmp/pulls", context -> Replies.json(context, list(pulls.get())));
  }

  private static JsonObject list(List<RtmpCallView> views) {
    List<JsonObject> items = views.stream().map(RtmpApi::call).toList();
    return new JsonObject().put("items", new JsonArray(items)).putNull("next");
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
