package io.tidegate.gateway.rtsp;

import io.tidegate.gateway.route.Difference;
import io.tidegate.gateway.route.OutputSpec;
import io.tidegate.gateway.route.PlacedPush;
import io.tidegate.gateway.route.PushPlaces;
import io.tidegate.gateway.route.RouteRunner;
import io.tidegate.gateway.route.RouteSpec;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.StreamHub;
import io.tidegate.media.hub.StreamObserver;
import io.tidegate.rtsp.RtspOptions;
import io.tidegate.rtsp.RtspPushTarget;
import io.tidegate.rtsp.RtspPushVerticle;
import io.tidegate.rtsp.RtspPushView;
import io.tidegate.rtsp.RtspServerService;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// The other RTSP servers that routes publish at, dealt out to the event loops by key. Views: any
/// thread.
///
/// 1. [#verticles] are deployed, each once, and this observes the streams.
/// 2. [#apply] for each route, whenever it changes.
public final class RtspPushes implements RouteRunner, StreamObserver {
  private final List<RtspPushVerticle> verticles;
  private final PushPlaces<RtspPushTarget> places = new PushPlaces<>();

  /// @param loops how many shares there are
  public RtspPushes(RtspServerService service, int loops) {
    this.verticles =
        Stream.generate(() -> new RtspPushVerticle(RtspOptions.PUSH, service))
            .limit(loops)
            .toList();
  }

  /// To be deployed, each once.
  public List<RtspPushVerticle> verticles() {
    return verticles;
  }

  /// All of one key are on one loop: an old one has gone before a new one begins.
  @Override
  public void apply(StreamKey key, @Nullable RouteSpec before, @Nullable RouteSpec after) {
    RtspPushVerticle share = share(key);
    List<RtspPushTarget> wanted = targets(after);
    places.follow(key, wanted);
    Difference.follow(targets(before), wanted, share::end, share::push);
  }

  @Override
  public void opened(StreamHub hub) {
    share(hub.key()).opened(hub);
  }

  /// How they fare, by key; empty before the deployment.
  public List<RtspPushView> views() {
    return verticles.stream()
        .map(RtspPushVerticle::pushes)
        .flatMap(Collection::stream)
        .sorted(Comparator.comparing(RtspPushView::key).thenComparing(RtspPushView::target))
        .toList();
  }

  /// The same, each with its place in its route.
  public List<PlacedPush<RtspPushView>> placed() {
    Map<RtspPushTarget, RtspPushView> standing = new HashMap<>();
    verticles.forEach(share -> standing.putAll(share.pushesByTarget()));
    return places.of(standing);
  }

  private RtspPushVerticle share(StreamKey key) {
    return verticles.get(Math.floorMod(key.hashCode(), verticles.size()));
  }

  private static List<RtspPushTarget> targets(@Nullable RouteSpec route) {
    if (route == null || !route.enabled()) {
      return List.of();
    }
    return route.outputs().stream()
        .filter(OutputSpec.RtspPush.class::isInstance)
        .map(OutputSpec.RtspPush.class::cast)
        .map(push ->
            new RtspPushTarget(route.key(), push.url(), push.verifyTls(), push.dial().options()))
        .toList();
  }
}
