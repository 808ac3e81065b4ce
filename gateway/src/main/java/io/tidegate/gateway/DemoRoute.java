package io.tidegate.gateway;

import io.tidegate.gateway.route.RouteSpec;
import io.tidegate.gateway.route.SourceSpec;
import io.tidegate.gateway.route.SrtSpec;
import io.tidegate.gateway.store.RouteStore;
import io.tidegate.media.StreamKey;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// `live/demo`, for whoever has no camera at hand: a test pattern.
final class DemoRoute {
  static final StreamKey KEY = StreamKey.parse("live/demo");

  private DemoRoute() {}

  /// Stores it, unless there is a route of that key.
  static void add(RouteStore routes) throws StartException, InterruptedException {
    RouteSpec demo =
        new RouteSpec(
            KEY,
            true,
            List.of(SourceSpec.TestPattern.DEFAULT),
            List.of(),
            null,
            null,
            SrtSpec.NONE,
            List.of("demo"));
    try {
      var _ =
          routes
              .change(
                  "command line",
                  "create",
                  now -> now.containsKey(KEY) ? Map.of() : Map.of(KEY, Optional.of(demo)))
              .get(Main.PATIENCE_NANOS, TimeUnit.NANOSECONDS);
    } catch (ExecutionException | TimeoutException refused) {
      throw new StartException("--demo: " + Reason.of(refused), refused);
    }
  }
}
