package io.tidegate.gateway.route;

import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;

/// The routes that hold now, by key: what is stored, in memory. The one place that knows what a key
/// means. Any thread; written by the store alone, after the commit.
public final class RouteTable {
  private final ConcurrentSkipListMap<StreamKey, RouteEntry> entries =
      new ConcurrentSkipListMap<>();

  /// What each alias stands for.
  private final Map<StreamKey, StreamKey> aliases = new ConcurrentHashMap<>();

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

  /// What an alias stands for; any other key itself.
  public StreamKey resolve(StreamKey asked) {
    return aliases.getOrDefault(asked, asked);
  }

  public boolean isAlias(StreamKey key) {
    return aliases.containsKey(key);
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
    RouteSpec route = entry.route();
    RouteEntry before = entries.put(route.key(), entry);
    if (before != null) {
      forget(before.route(), route.aliases());
    }
    route.aliases().forEach(alias -> aliases.put(alias, route.key()));
  }

  public void remove(StreamKey key) {
    RouteEntry before = entries.remove(key);
    if (before != null) {
      forget(before.route(), List.of());
    }
  }

  private void forget(RouteSpec route, List<StreamKey> kept) {
    for (StreamKey alias : route.aliases()) {
      if (!kept.contains(alias)) {
        aliases.remove(alias, route.key());
      }
    }
  }
}
