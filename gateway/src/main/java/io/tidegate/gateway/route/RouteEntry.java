package io.tidegate.gateway.route;

import java.time.Instant;

/// A route as it is stored. Immutable.
///
/// @param version of the change that made it so; every change of any route has a higher one
/// @param at when that was
/// @param who made it
public record RouteEntry(RouteSpec route, long version, Instant at, String who) {}
