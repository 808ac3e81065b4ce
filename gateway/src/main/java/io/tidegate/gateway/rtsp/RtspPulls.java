package io.tidegate.gateway.rtsp;

import io.tidegate.gateway.route.Difference;
import io.tidegate.gateway.route.RouteRunner;
import io.tidegate.gateway.route.RouteSpec;
import io.tidegate.gateway.route.SourceSpec;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import io.tidegate.rtsp.RtspOptions;
import io.tidegate.rtsp.RtspPull;
import io.tidegate.rtsp.RtspPullTarget;
import io.tidegate.rtsp.RtspPullVerticle;
import io.tidegate.rtsp.RtspPullView;
import io.tidegate.rtsp.RtspService;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// The cameras that the routes pull, dealt out to the event loops by key. Views: any thread.
///
/// 1. [#verticles] are deployed, each once.
/// 2. [#apply] for each route, whenever it changes.
public final class RtspPulls implements RouteRunner {
  private final List<RtspPullVerticle> verticles;

  /// @param loops how many shares there are
  public RtspPulls(RtspService service, int loops) {
    this.verticles =
        Stream.generate(() -> new RtspPullVerticle(List.of(), RtspOptions.DEFAULT, service))
            .limit(loops)
            .toList();
  }

  /// To be deployed, each once.
  public List<RtspPullVerticle> verticles() {
    return verticles;
  }

  /// The pulls of one key are on one loop: an old one has gone before a new one begins.
  @Override
  public void apply(StreamKey key, @Nullable RouteSpec before, @Nullable RouteSpec after) {
    RtspPullVerticle share = verticles.get(Math.floorMod(key.hashCode(), verticles.size()));
    Difference.follow(targets(before), targets(after), share::end, share::pull);
  }

  private static List<RtspPullTarget> targets(@Nullable RouteSpec route) {
    List<RtspPullTarget> targets = new ArrayList<>();
    if (route != null && route.enabled()) {
      for (SourceSpec source : route.sources()) {
        if (source instanceof SourceSpec.RtspPull pull) {
          targets.add(
              new RtspPullTarget(
                  route.key(),
                  pull.url(),
                  pull.transport(),
                  pull.verifyTls(),
                  pull.quirks(),
                  pull.dial().options()));
        }
      }
    }
    return targets;
  }

  /// How the pulls fare, by key; empty before the deployment.
  public List<RtspPullView> views() {
    return verticles.stream()
        .map(RtspPullVerticle::pulls)
        .flatMap(Collection::stream)
        .map(RtspPull::view)
        .sorted(Comparator.comparing(RtspPullView::key))
        .toList();
  }
}
