package io.tidegate.gateway.route;

import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;

/// The routes that hold now, by key: what is stored, in memory. Any thread; written by the store
/// alone, after the commit.
public final class RouteTable {
  private final ConcurrentSkipListMap<StreamKey, RouteEntry> entries =
      new ConcurrentSkipListMap<>();

  /// Of a configuration that nobody changes.
  public static RouteTable of(Collection<RouteSpec> routes) {
    RouteTable table = new RouteTable();
    routes.forEach(route -> table.put(new RouteEntry(route, 0, Instant.EPOCH, "")));
    return table;
  }

  /// Null when no route has this key.
  public @Nullable RouteSpec find(StreamKey key) {
    RouteEntry entry = entries.get(key);
    return entry == null ? null : entry.route();
  }

  /// Every route.
  public List<RouteSpec> routes() {
    return entries.values().stream().map(RouteEntry::route).toList();
  }

  /// A view that follows the changes.
  public NavigableMap<StreamKey, RouteEntry> entries() {
    return Collections.unmodifiableNavigableMap(entries);
  }

  public void put(RouteEntry entry) {
    entries.put(entry.route().key(), entry);
  }

  public void remove(StreamKey key) {
    entries.remove(key);
  }
}
