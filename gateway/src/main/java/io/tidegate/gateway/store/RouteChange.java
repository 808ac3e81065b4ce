package io.tidegate.gateway.store;

import java.time.Instant;
import java.util.List;

/// One change of the routes: all of it happened, or nothing. Immutable.
///
/// @param version counts the changes; 0 when there was nothing to change
/// @param at when it was committed
/// @param who asked for it
/// @param action what was asked: `create`, `undo 17` …
/// @param routes how many it changed
/// @param deltas by key; of a list of changes the first ones alone
public record RouteChange(
    long version, Instant at, String who, String action, int routes, List<RouteDelta> deltas) {
  public RouteChange {
    deltas = List.copyOf(deltas);
  }
}
