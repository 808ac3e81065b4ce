package io.tidegate.gateway.storage;

import io.tidegate.media.Nullable;

/// Hears when a profile begins to fail, and when it is well again; must not wait.
@FunctionalInterface
public interface HealthListener {
  /// @param problem null when it is well
  void changed(String profile, @Nullable String problem);
}
