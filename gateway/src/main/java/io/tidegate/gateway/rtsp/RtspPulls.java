package io.tidegate.gateway.rtsp;

import io.tidegate.gateway.route.RouteSpec;
import io.tidegate.gateway.route.RouteTable;
import io.tidegate.gateway.route.SourceSpec;
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
import java.util.stream.IntStream;

/// The cameras that the routes pull, dealt out to the event loops. Views: any thread.
public final class RtspPulls {
  private final RouteTable routes;
  private final RtspService service;
  private final int loops;
  private volatile List<RtspPullVerticle> verticles = List.of();

  /// @param routes read at the start; those switched off are left alone
  /// @param loops how many shares there are
  public RtspPulls(RouteTable routes, RtspService service, int loops) {
    this.routes = routes;
    this.service = service;
    this.loops = loops;
  }

  /// To be deployed, each once.
  public List<RtspPullVerticle> start() {
    List<List<RtspPullTarget>> shares = new ArrayList<>();
    IntStream.range(0, loops).forEach(_ -> shares.add(new ArrayList<>()));
    int next = 0;
    for (RouteSpec route : routes.routes()) {
      for (SourceSpec source : route.sources()) {
        if (route.enabled() && source instanceof SourceSpec.RtspPull pull) {
          shares
              .get(next % loops)
              .add(new RtspPullTarget(route.key(), pull.url(), pull.transport(), pull.verifyTls()));
          next++;
        }
      }
    }
    verticles =
        shares.stream()
            .filter(share -> !share.isEmpty())
            .map(share -> new RtspPullVerticle(share, RtspOptions.DEFAULT, service))
            .toList();
    return verticles;
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
