package io.tidegate.gateway;

import io.tidegate.gateway.feature.Features;
import io.tidegate.gateway.mark.Marks;
import io.tidegate.gateway.metrics.MarkMetrics;
import io.tidegate.gateway.metrics.Metrics;
import io.tidegate.gateway.metrics.SnapshotMetrics;
import io.tidegate.gateway.metrics.TapMetrics;
import io.tidegate.gateway.route.RoutePolicy;
import io.tidegate.gateway.route.RouteRunner;
import io.tidegate.gateway.snapshot.SnapshotOptions;
import io.tidegate.gateway.snapshot.SnapshotPlane;
import io.tidegate.gateway.snapshot.Snapshots;
import io.tidegate.gateway.tap.FrameTaps;
import io.tidegate.gateway.web.MarksApi;
import io.tidegate.gateway.web.SnapshotRoutes;
import io.tidegate.gateway.web.TapRoutes;
import io.tidegate.media.Nullable;
import io.tidegate.media.hub.Loop;
import io.tidegate.media.hub.StreamRegistry;
import io.tidegate.transcode.worker.Workers;
import io.vertx.ext.web.Router;
import java.util.List;

/// Pictures of streams: those that somebody asks for, and those that programs are sent.
///
/// 1. [#start] with the loops of sessions, before the routes;
/// 2. the reconciler tells [#runner].
final class PicturePlane {
  private final Marks marks;
  private final MarksApi marksApi;
  private final SnapshotPlane snapshots;
  private final FrameTaps taps;
  private final SnapshotRoutes routes;
  private final TapRoutes tapRoutes;

  /// @param marks where those go that programs set
  PicturePlane(
      SnapshotOptions options,
      Streams from,
      Features features,
      Workers workers,
      Marks marks,
      RoutePolicy policy) {
    StreamRegistry streams = from.streams();
    this.marks = marks;
    this.snapshots = new SnapshotPlane(options, from.loops(), features, workers::run);
    FrameTaps.Pictures pictures =
        new FrameTaps.Pictures(
            snapshots.stills(), workers, () -> snapshots.options().maxWidth(), marks);
    this.taps =
        new FrameTaps(
            streams,
            pictures,
            features,
            from.loops(),
            from.vertx(),
            new FrameTaps.Reach(policy::isOfSpace, () -> snapshots.options().privateWebhooks()));
    this.marksApi = new MarksApi(marks, streams, snapshots.frames());
    this.routes = new SnapshotRoutes(streams, snapshots, policy::isForAll);
    this.tapRoutes = new TapRoutes(taps, streams.players(), from.sessions(), from.loops());
    streams.observe(taps);
  }

  /// Pictures for whoever asks.
  Snapshots snapshots() {
    return snapshots.snapshots();
  }

  void start(List<Loop> loops) {
    taps.start(loops);
  }

  /// Pictures of a route go with it: what holds without it may let in others.
  RouteRunner runner() {
    return (key, before, after) -> {
      if (before != null && after == null) {
        snapshots.snapshots().forget(key);
      }
      taps.apply(key, before, after);
    };
  }

  /// Why a tap of a space may not have this webhook; null where it may.
  @Nullable
  String refusal(String webhook) {
    return taps.refusal(webhook);
  }

  /// For whoever asks from here on.
  void changed(SnapshotOptions options) {
    snapshots.changed(options);
  }

  /// Before the endless outputs, whose addresses look alike.
  void mount(Router router) {
    routes.mount(router);
    tapRoutes.mount(router);
  }

  void mountApi(Router router) {
    routes.mountApi(router);
    tapRoutes.mountApi(router);
    marksApi.mount(router);
  }

  void measure(Metrics metrics) {
    metrics
        .add(new SnapshotMetrics(snapshots.stats()))
        .add(new TapMetrics(taps::views))
        .add(new MarkMetrics(marks));
  }
}
