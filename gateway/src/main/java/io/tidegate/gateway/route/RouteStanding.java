package io.tidegate.gateway.route;

import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.SessionState;
import io.tidegate.media.hub.SourceView;
import io.tidegate.media.hub.StreamHub;
import io.tidegate.media.hub.StreamRegistry;
import io.tidegate.media.hub.StreamView;
import java.util.List;
import java.util.function.Predicate;

/// How a route that should always have a picture stands: one that is switched on, with a source,
/// neither a pattern nor on demand. Immutable.
///
/// @param shown which of its sources is shown, from 0; null while nothing or a slate is
public record RouteStanding(RouteSpec route, @Nullable Integer shown) {
  /// Of all such routes but those that another node has, which tells of them. Any thread.
  ///
  /// @param elsewhere whether a stream is live at another node
  public static List<RouteStanding> of(
      RouteTable routes, StreamRegistry streams, Predicate<StreamKey> elsewhere) {
    return routes.routes().stream()
        .filter(route -> isExpected(route) && !elsewhere.test(route.key()))
        .map(route -> new RouteStanding(route, shown(route, streams)))
        .toList();
  }

  private static boolean isExpected(RouteSpec route) {
    return route.enabled()
        && !route.key().isPattern()
        && !route.hasOnDemand()
        && route.sources().stream().anyMatch(source -> !(source instanceof SourceSpec.Slate));
  }

  private static @Nullable Integer shown(RouteSpec route, StreamRegistry streams) {
    StreamHub live = streams.find(route.key());
    if (live == null) {
      return null;
    }
    StreamView view = live.view();
    return view.state() != SessionState.STREAMING
        ? null
        : view.sources().stream()
            .filter(source -> source.active() && !isSlate(route, source.index()))
            .map(SourceView::index)
            .findFirst()
            .orElse(null);
  }

  private static boolean isSlate(RouteSpec route, int index) {
    return index < route.sources().size() && route.sources().get(index) instanceof SourceSpec.Slate;
  }

  /// Whether somebody who watches sees what he came for.
  public boolean isUp() {
    return shown != null;
  }

  public boolean isOnFirst() {
    return shown != null && shown == 0;
  }
}
