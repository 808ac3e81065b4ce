package io.tidegate.gateway.store;

import io.tidegate.gateway.route.RouteEntry;
import io.tidegate.gateway.route.RouteSpec;
import io.tidegate.media.StreamKey;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;

/// What is to become of which routes, decided when no other change can come between. Pure.
@FunctionalInterface
public interface RouteEdit {
  /// @param now all routes as they are stored
  /// @return the new route by key, empty where it is to go
  /// @throws StoreException when it will not be
  Map<StreamKey, Optional<RouteSpec>> decide(NavigableMap<StreamKey, RouteEntry> now)
      throws StoreException;
}
