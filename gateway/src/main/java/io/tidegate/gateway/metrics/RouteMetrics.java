package io.tidegate.gateway.metrics;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.tidegate.gateway.route.RouteSpec;
import io.tidegate.gateway.route.RouteTable;
import io.tidegate.gateway.route.SourceSpec;
import io.tidegate.media.Nullable;
import io.tidegate.media.hub.SessionState;
import io.tidegate.media.hub.SourceView;
import io.tidegate.media.hub.StreamHub;
import io.tidegate.media.hub.StreamRegistry;
import io.tidegate.media.hub.StreamView;

/// Routes that should always have a picture: switched on, with a source, neither a pattern nor on
/// demand. Any thread.
record RouteMetrics(RouteTable routes, StreamRegistry streams) implements MultiCollector {
  @Override
  public MetricSnapshots collect() {
    Family up =
        Family.gauge("tidegate_route_up", "1 while a source sends frames; a slate does not count.");
    Family onFirst =
        Family.gauge("tidegate_route_on_first_source", "1 while the best source is the one shown.");
    for (RouteSpec route : routes.routes()) {
      if (isExpected(route)) {
        String key = route.key().toString();
        SourceView shown = shown(route);
        up.add(shown == null ? 0 : 1, "route", key);
        onFirst.add(shown != null && shown.index() == 0 ? 1 : 0, "route", key);
      }
    }
    return Family.of(up, onFirst);
  }

  private static boolean isExpected(RouteSpec route) {
    return route.enabled()
        && !route.key().isPattern()
        && !route.hasOnDemand()
        && route.sources().stream().anyMatch(source -> !(source instanceof SourceSpec.Slate));
  }

  /// Null while nothing but a slate is.
  private @Nullable SourceView shown(RouteSpec route) {
    StreamHub live = streams.find(route.key());
    if (live == null) {
      return null;
    }
    StreamView view = live.view();
    return view.state() != SessionState.STREAMING
        ? null
        : view.sources().stream()
            .filter(SourceView::active)
            .filter(source ->
                source.index() >= route.sources().size()
                    || !(route.sources().get(source.index()) instanceof SourceSpec.Slate))
            .findFirst()
            .orElse(null);
  }
}
