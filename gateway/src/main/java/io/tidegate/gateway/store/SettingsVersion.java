package io.tidegate.gateway.store;

import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/// What the API has stored of the settings, after one change. Immutable; holds secrets, so it
/// prints nothing of its values.
///
/// @param version counts the changes, 0 before the first
/// @param before what was stored before this change
/// @param values what is stored since, by path
public record SettingsVersion(
    long version,
    Instant at,
    String who,
    String action,
    Map<String, String> before,
    Map<String, String> values) {
  static final SettingsVersion NONE =
      new SettingsVersion(0, Instant.EPOCH, "", "", Map.of(), Map.of());

  public SettingsVersion {
    before = Map.copyOf(before);
    values = Map.copyOf(values);
  }

  /// What this change did undone, in `present`.
  ///
  /// @throws StoreException when something of it has changed since
  Map<String, String> undone(Map<String, String> present) throws StoreException {
    Map<String, String> undone = new TreeMap<>(present);
    TreeMap<String, String> all = new TreeMap<>(before);
    all.putAll(values);
    for (String path : all.keySet()) {
      String old = before.get(path);
      String made = values.get(path);
      if (Objects.equals(old, made)) {
        continue;
      }
      if (!Objects.equals(present.get(path), made)) {
        throw StoreException.conflict(path + " has changed since version " + version);
      }
      if (old == null) {
        undone.remove(path);
      } else {
        undone.put(path, old);
      }
    }
    return undone;
  }

  @Override
  public String toString() {
    return "settings version " + version;
  }
}
