package io.tidegate.gateway.web;

import io.tidegate.hls.HlsRoutes;
import io.tidegate.hls.SegmentReport;
import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.WaitingPlayers;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/// `/api/v1/streams/{app}/{name}/segments`: what HLS and DASH offer of a stream, and whether they
/// agree. Any thread.
public final class SegmentsApi {
  private final HlsRoutes hls;
  private final WaitingPlayers players;

  /// @param players know what an alias stands for
  public SegmentsApi(HlsRoutes hls, WaitingPlayers players) {
    this.hls = hls;
    this.players = players;
  }

  /// Below `/api/*`, which is where whoever may not is turned away.
  public void mount(Router router) {
    ReadOnly.mount(router, "/api/v1/streams/:app/:name/segments", this::segments);
  }

  private void segments(RoutingContext context) {
    StreamKey key;
    try {
      key = new StreamKey(context.pathParam("app"), context.pathParam("name"));
    } catch (IllegalArgumentException wrong) {
      Replies.problem(context, 404, String.valueOf(wrong.getMessage()));
      return;
    }
    SegmentReport report = hls.segments(players.resolve(key));
    if (report == null) {
      Replies.problem(
          context, 404, key + " has no segments: it does not stream, or HLS and DASH are off");
    } else {
      Replies.json(context, json(key, report));
    }
  }

  private static JsonObject json(StreamKey key, SegmentReport report) {
    JsonArray items = new JsonArray();
    report.segments().forEach(segment -> items.add(json(segment)));
    return new JsonObject()
        .put("key", key.toString())
        .put("dash", report.dash())
        .put("agree", report.differences().isEmpty())
        .put("differences", new JsonArray(report.differences()))
        .put("items", items)
        .put("next", null);
  }

  private static JsonObject json(SegmentReport.Line segment) {
    return new JsonObject()
        .put("number", segment.number())
        .put("start", segment.start().toString())
        .put("durationMs", segment.duration().toMillis())
        .put("bytes", segment.bytes())
        .put("bandwidthBps", segment.bandwidth())
        .put("independent", segment.independent())
        .put("discontinuity", segment.discontinuity());
  }
}
