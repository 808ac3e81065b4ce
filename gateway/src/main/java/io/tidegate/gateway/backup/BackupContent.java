package io.tidegate.gateway.backup;

import io.tidegate.gateway.route.RouteSpec;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What a backup holds, with its secrets: prints nothing of them. Immutable.
///
/// @param things documents by key; a kind that is not there was in no backup of its form, or not at
///   that gateway, and is left alone
public record BackupContent(List<RouteSpec> routes, Map<BackupKind, Map<String, String>> things) {
  public BackupContent {
    routes = List.copyOf(routes);
    Map<BackupKind, Map<String, String>> sorted = new EnumMap<>(BackupKind.class);
    things.forEach((kind, documents) -> sorted.put(kind, new TreeMap<>(documents)));
    things = sorted;
  }

  @Override
  public String toString() {
    return routes.size() + " routes, kinds " + things.keySet();
  }
}
