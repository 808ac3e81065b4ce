package io.tidegate.gateway.web;

import io.tidegate.gateway.snapshot.SnapshotPlane;
import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.StreamHub;
import io.tidegate.media.hub.StreamRegistry;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/// `/api/v1/streams/{app}/{name}/keyframe.mp4`: what a wall of streams shows, decoded by the
/// browser. Event loops.
final class KeyFrameApi {
  private static final String PATH = "/api/v1/streams/:app/:name/keyframe.mp4";

  private final StreamRegistry streams;
  private final SnapshotPlane pictures;
  private final SnapshotRoutes routes;

  KeyFrameApi(StreamRegistry streams, SnapshotPlane pictures, SnapshotRoutes routes) {
    this.streams = streams;
    this.pictures = pictures;
    this.routes = routes;
  }

  /// Below `/api/*`, which is where whoever may not is turned away.
  void mount(Router router) {
    ReadOnly.mount(router, PATH, this::keyFrame);
  }

  private void keyFrame(RoutingContext context) {
    StreamKey key;
    try {
      key = StreamKey.parse(context.pathParam("app") + "/" + context.pathParam("name"));
    } catch (IllegalArgumentException notAKey) {
      Replies.problem(context, 404, String.valueOf(notAKey.getMessage()));
      return;
    }
    String off = pictures.previewsOff(key, Guard.host(context.request()));
    StreamHub hub = streams.find(key);
    if (off != null) {
      Replies.problem(context, 403, off);
    } else if (hub == null) {
      Replies.problem(context, 404, "no such stream: nothing is live on it");
    } else {
      routes.answerKeyFrame(context, hub, "private, no-cache");
    }
  }
}
