package io.tidegate.gateway.rtmp;

import io.tidegate.gateway.route.DialSpec;
import io.tidegate.gateway.route.Difference;
import io.tidegate.gateway.route.OutputSpec;
import io.tidegate.gateway.route.PlacedPush;
import io.tidegate.gateway.route.PushPlaces;
import io.tidegate.gateway.route.RouteRunner;
import io.tidegate.gateway.route.RouteSpec;
import io.tidegate.gateway.route.RtmpPeer;
import io.tidegate.gateway.route.SourceSpec;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.StreamHub;
import io.tidegate.media.hub.StreamObserver;
import io.tidegate.rtmp.RtmpCallOptions;
import io.tidegate.rtmp.RtmpCallVerticle;
import io.tidegate.rtmp.RtmpCallView;
import io.tidegate.rtmp.RtmpService;
import io.tidegate.rtmp.RtmpTarget;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// The other RTMP servers that routes publish to and play from, dealt out to the event loops by
/// key. Views: any thread.
///
/// 1. [#verticles] are deployed, each once, and this observes the streams.
/// 2. [#apply] for each route, whenever it changes.
public final class RtmpCalls implements RouteRunner, StreamObserver {
  private static final Comparator<RtmpCallView> ORDER =
      Comparator.comparing(RtmpCallView::key).thenComparing(RtmpCallView::target);

  private final List<RtmpCallVerticle> verticles;
  private final PushPlaces<RtmpTarget> places = new PushPlaces<>();

  /// @param loops how many shares there are
  public RtmpCalls(RtmpService service, int loops) {
    this.verticles =
        Stream.generate(() -> new RtmpCallVerticle(RtmpCallOptions.DEFAULT, service))
            .limit(loops)
            .toList();
  }

  /// To be deployed, each once.
  public List<RtmpCallVerticle> verticles() {
    return verticles;
  }

  /// All of one key are on one loop: an old one has gone before a new one begins.
  @Override
  public void apply(StreamKey key, @Nullable RouteSpec before, @Nullable RouteSpec after) {
    RtmpCallVerticle share = share(key);
    Difference.follow(pulls(before), pulls(after), share::endPull, share::pull);
    List<RtmpTarget> wanted = pushes(after);
    places.follow(key, wanted);
    Difference.follow(pushes(before), wanted, share::endPush, share::push);
  }

  @Override
  public void opened(StreamHub hub) {
    share(hub.key()).opened(hub);
  }

  /// How the pushes fare, each with its place in its route; empty before the deployment.
  public List<PlacedPush<RtmpCallView>> pushes() {
    Map<RtmpTarget, RtmpCallView> standing = new HashMap<>();
    verticles.forEach(share -> standing.putAll(share.pushesByTarget()));
    return places.of(standing);
  }

  /// How the pulls fare, likewise.
  public List<RtmpCallView> pulls() {
    return verticles.stream()
        .map(RtmpCallVerticle::pulls)
        .flatMap(Collection::stream)
        .sorted(ORDER)
        .toList();
  }

  private RtmpCallVerticle share(StreamKey key) {
    return verticles.get(Math.floorMod(key.hashCode(), verticles.size()));
  }

  private static List<RtmpTarget> pulls(@Nullable RouteSpec route) {
    List<RtmpTarget> targets = new ArrayList<>();
    if (route != null && route.enabled()) {
      for (SourceSpec source : route.sources()) {
        if (source instanceof SourceSpec.RtmpPull pull) {
          targets.add(target(route, pull.peer(), pull.dial()));
        }
      }
    }
    return targets;
  }

  private static List<RtmpTarget> pushes(@Nullable RouteSpec route) {
    List<RtmpTarget> targets = new ArrayList<>();
    if (route != null && route.enabled()) {
      for (OutputSpec output : route.outputs()) {
        if (output instanceof OutputSpec.RtmpPush push) {
          targets.add(target(route, push.peer(), push.dial()));
        }
      }
    }
    return targets;
  }

  private static RtmpTarget target(RouteSpec route, RtmpPeer peer, DialSpec dial) {
    return new RtmpTarget(route.key(), peer.address(), peer.verifyTls(), dial.options());
  }
}
