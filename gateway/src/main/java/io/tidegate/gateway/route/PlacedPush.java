package io.tidegate.gateway.route;

/// How a push of a route stands. Immutable.
///
/// @param index its place among the route's outputs of its kind, from 0
/// @param view as its protocol tells it
public record PlacedPush<V>(int index, V view) {}
