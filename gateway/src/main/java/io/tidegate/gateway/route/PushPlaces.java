package io.tidegate.gateway.route;

import io.tidegate.media.StreamKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Where in its route each push of a kind stands: two that look the same without their secrets are
/// told apart by that. Any thread.
///
/// @param <T> what a push goes to, with everything that makes it another one
public final class PushPlaces<T> {
  private final Map<StreamKey, List<T>> wanted = new ConcurrentHashMap<>();

  /// @param targets of the route as it is now, in its order
  public void follow(StreamKey key, List<T> targets) {
    if (targets.isEmpty()) {
      wanted.remove(key);
    } else {
      wanted.put(key, List.copyOf(targets));
    }
  }

  /// By key, and in the order of its route. What is on its way in or out is not among them.
  ///
  /// @param standing how each fares
  public <V> List<PlacedPush<V>> of(Map<T, V> standing) {
    List<PlacedPush<V>> placed = new ArrayList<>();
    wanted.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(entry -> {
          List<T> targets = entry.getValue();
          for (int index = 0; index < targets.size(); index++) {
            V view = standing.get(targets.get(index));
            if (view != null) {
              placed.add(new PlacedPush<>(index, view));
            }
          }
        });
    return placed;
  }
}
