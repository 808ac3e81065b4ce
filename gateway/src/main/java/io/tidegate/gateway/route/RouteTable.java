package io.tidegate.gateway.route;

import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import io.tidegate.transcode.ladder.Ladder;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;

/// The routes that hold now, by key: what is stored, in memory. The one place that knows what a key
/// means: the route of its own, else that of the first pattern that matches ([KeyPattern]). Any
/// thread; written by the store alone, after the commit.
public final class RouteTable {
  private final ConcurrentSkipListMap<StreamKey, RouteEntry> entries =
      new ConcurrentSkipListMap<>();

  /// The first comes first.
  private final ConcurrentSkipListMap<KeyPattern, RouteSpec> patterns =
      new ConcurrentSkipListMap<>();

  /// What each alias stands for.
  private final Map<StreamKey, StreamKey> aliases = new ConcurrentHashMap<>();

  /// The streams that renditions are made of, by the renditions' keys.
  private final Map<StreamKey, StreamKey> sources = new ConcurrentHashMap<>();

  /// Why routes wait.
  private final Map<StreamKey, String> obstacles = new ConcurrentHashMap<>();

  /// Of a configuration that nobody changes.
  public static RouteTable of(Collection<RouteSpec> routes) {
    RouteTable table = new RouteTable();
    routes.forEach(route -> table.put(new RouteEntry(route, 0, Instant.EPOCH, "")));
    return table;
  }

  /// The route of this key, made of a pattern where it has none of its own; null when there is
  /// neither.
  public @Nullable RouteSpec find(StreamKey key) {
    RouteEntry entry = entries.get(key);
    if (entry != null) {
      return entry.route();
    }
    RouteSpec made = rendition(key);
    if (made != null) {
      return made;
    }
    for (var pattern : patterns.entrySet()) {
      Optional<List<String>> parts = pattern.getKey().match(key);
      if (parts.isPresent()) {
        return Placeholders.instance(pattern.getValue(), key, parts.get());
      }
    }
    return null;
  }

  /// The key of the route that [#find] gives: this one, that of a pattern, or null for none.
  public @Nullable StreamKey routeOf(StreamKey key) {
    if (entries.containsKey(key)) {
      return key;
    }
    StreamKey source = sources.get(key);
    if (source != null) {
      return source;
    }
    for (KeyPattern pattern : patterns.keySet()) {
      if (pattern.match(key).isPresent()) {
        return pattern.key();
      }
    }
    return null;
  }

  /// The pattern that gives this key its route; null where it has one of its own, or none.
  public @Nullable StreamKey patternOf(StreamKey key) {
    StreamKey route = routeOf(key);
    return route == null || route.equals(key) || sources.containsKey(key) ? null : route;
  }

  private @Nullable RouteSpec rendition(StreamKey key) {
    StreamKey source = sources.get(key);
    RouteEntry entry = source == null ? null : entries.get(source);
    if (entry != null) {
      for (OutputSpec.Rendered rendered : entry.route().renditions()) {
        if (Ladder.key(entry.route().key(), rendered.rendition().name()).equals(key)) {
          return entry.route().rendition(key, rendered);
        }
      }
    }
    return null;
  }

  /// The stream that a rendition of a route is made of; any other key itself.
  public StreamKey sourceOf(StreamKey key) {
    return entries.containsKey(key) ? key : sources.getOrDefault(key, key);
  }

  /// The keys of what is made of this stream, in the order of the route.
  public List<StreamKey> renditionsOf(StreamKey key) {
    RouteEntry entry = entries.get(key);
    return entry == null ? List.of() : entry.route().renditionKeys();
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

  /// Why the route that [#find] gives does not run, in words; null when it may.
  public @Nullable String obstacle(StreamKey key) {
    StreamKey route = obstacles.isEmpty() ? null : routeOf(key);
    return route == null ? null : obstacles.get(route);
  }

  /// Keys of the routes that wait.
  public Set<StreamKey> waiting() {
    return Set.copyOf(obstacles.keySet());
  }

  public void put(RouteEntry entry) {
    put(entry, null);
  }

  /// @param obstacle why it does not run, null when it may
  public void put(RouteEntry entry, @Nullable String obstacle) {
    RouteSpec route = entry.route();
    List<StreamKey> renditions = route.renditionKeys(); // may not do: then nothing has changed
    if (obstacle == null) {
      obstacles.remove(route.key());
    } else {
      obstacles.put(route.key(), obstacle);
    }
    RouteEntry before = entries.put(route.key(), entry);
    if (route.key().isPattern()) {
      patterns.put(new KeyPattern(route.key()), route);
    }
    if (before != null) {
      forget(before.route(), route.aliases());
      forgetRenditions(before.route(), renditions);
    }
    route.aliases().forEach(alias -> aliases.put(alias, route.key()));
    renditions.forEach(rendition -> sources.put(rendition, route.key()));
  }

  public void remove(StreamKey key) {
    RouteEntry before = entries.remove(key);
    patterns.remove(new KeyPattern(key));
    obstacles.remove(key);
    if (before != null) {
      forget(before.route(), List.of());
      forgetRenditions(before.route(), List.of());
    }
  }

  private void forgetRenditions(RouteSpec route, List<StreamKey> kept) {
    for (StreamKey rendition : route.renditionKeys()) {
      if (!kept.contains(rendition)) {
        sources.remove(rendition, route.key());
      }
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
