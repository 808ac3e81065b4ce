package io.tidegate.gateway.web;

import io.tidegate.gateway.route.PlacedPush;
import io.tidegate.udp.UdpPushView;
import io.tidegate.udp.UdpSourceView;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import java.util.List;
import java.util.function.Supplier;

/// `/api/v1/udp`, as `openapi.yaml` describes it, from immutable snapshots. Any thread.
public final class UdpApi {
  private final Supplier<List<UdpSourceView>> sources;
  private final Supplier<List<PlacedPush<UdpPushView>>> pushes;

  public UdpApi(
      Supplier<List<UdpSourceView>> sources, Supplier<List<PlacedPush<UdpPushView>>> pushes) {
    this.sources = sources;
    this.pushes = pushes;
  }

  /// Below `/api/*`, which is where whoever may not is turned away.
  public void mount(Router router) {
    new CallList<>(
            UdpSourceView::key, UdpSourceView::target, view -> view.state().label(), UdpApi::source)
        .mount(router, "/api/v1/udp/sources", sources);
    CallList.pushes(UdpPushView::key, UdpPushView::target, UdpPushView::state, UdpApi::push)
        .mount(router, "/api/v1/udp/pushes", pushes);
  }

  static JsonObject source(UdpSourceView view) {
    return PeerJson.of(
            view.key(),
            view.target(),
            view.state(),
            view.since(),
            view.attempts(),
            view.lastFailure())
        .put("listening", view.listening())
        .put("sender", view.sender())
        .put("rtp", view.rtp())
        .put("datagrams", view.datagrams())
        .put("bytes", view.bytes())
        .put("lost", view.lost())
        .put("strangers", view.strangers());
  }

  static JsonObject push(UdpPushView view) {
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
}
