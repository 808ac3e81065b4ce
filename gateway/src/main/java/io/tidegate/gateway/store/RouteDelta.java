package io.tidegate.gateway.store;

import io.tidegate.media.Nullable;

/// What one change did to one route. Immutable; holds secrets, so it prints nothing of its texts.
///
/// @param before its JSON, null when it was not there
/// @param after its JSON, null when it is gone
public record RouteDelta(String key, @Nullable String before, @Nullable String after) {
  @Override
  public String toString() {
    return key + (before == null ? " created" : after == null ? " deleted" : " changed");
  }
}
