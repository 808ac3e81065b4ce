package io.tidegate.gateway.foreign;

import io.tidegate.media.Nullable;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.snakeyaml.engine.v2.nodes.Node;

/// Keys and values of a foreign file, in its order. Immutable.
///
/// @param path where it stands, empty for the root
record ForeignMap(String path, Map<String, Entry> entries) {
  static final ForeignMap EMPTY = new ForeignMap("", Map.of());

  ForeignMap {
    entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
  }

  /// @param line of the key
  /// @param path of the key: `paths.cam1.source`
  record Entry(int line, String path, Node value) {}

  @Nullable
  Entry find(String key) {
    return entries.get(key);
  }

  boolean has(String key) {
    return entries.containsKey(key);
  }
}
