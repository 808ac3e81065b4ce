package io.tidegate.gateway.metrics;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.tidegate.gateway.route.RouteStanding;
import io.tidegate.gateway.route.RouteTable;
import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.StreamHub;
import io.tidegate.media.hub.StreamRegistry;
import java.util.function.Predicate;

/// Routes that should always have a picture, but for those that another node has. Any thread.
record RouteMetrics(RouteTable routes, StreamRegistry streams, Predicate<StreamKey> elsewhere)
    implements MultiCollector {
  private static final double NANOS_PER_SECOND = 1e9;

  @Override
  public MetricSnapshots collect() {
    Family up =
        Family.gauge("tidegate_route_up", "1 while a source sends frames; a slate does not count.");
    Family onFirst =
        Family.gauge("tidegate_route_on_first_source", "1 while the best source is the one shown.");
    Family offset =
        Family.gauge(
            "tidegate_route_av_offset_seconds",
            "By how much sound came later against the pictures than when the publisher began.");
    for (RouteStanding standing : RouteStanding.of(routes, streams, elsewhere)) {
      String key = standing.route().key().toString();
      up.add(standing.isUp() ? 1 : 0, "route", key);
      onFirst.add(standing.isOnFirst() ? 1 : 0, "route", key);
      StreamHub live = streams.find(standing.route().key());
      if (live != null) {
        offset.add(live.avOffset().toNanos() / NANOS_PER_SECOND, "route", key);
      }
    }
    return Family.of(up, onFirst, offset);
  }
}
