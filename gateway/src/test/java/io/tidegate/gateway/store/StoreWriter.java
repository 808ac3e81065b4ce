package io.tidegate.gateway.store;

import io.tidegate.gateway.route.RouteSpec;
import io.tidegate.gateway.route.RouteTable;
import io.tidegate.gateway.route.SourceSpec;
import io.tidegate.gateway.route.SrtSpec;
import io.tidegate.media.StreamKey;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Changes routes as fast as it can, says so when each is acknowledged, and ends when it is killed.
public final class StoreWriter {
  private StoreWriter() {}

  /// @param arguments file, and the number to begin with: the grace of the routes that it writes
  public static void main(String[] arguments) throws Exception {
    RouteStore store =
        RouteStore.open(Path.of(arguments[0]), new RouteTable(), new RouteSetRules(List.of()));
    for (int value = Integer.parseInt(arguments[1]); ; value++) {
      StreamKey key = new StreamKey("live", "cam" + value % 50);
      RouteSpec route =
          new RouteSpec(
              key,
              true,
              SourceSpec.publishers(),
              List.of(),
              null,
              Duration.ofMillis(value % 300_000),
              SrtSpec.NONE);
      String line = key + " " + value + " stored";
      var _ =
          store
              .change("writer", "put", _ -> Map.of(key, Optional.of(route)))
              .thenRun(() -> System.out.println(line));
      if (value % 20 == 0) {
        store.find(1).handle((_, _) -> 0).get();
      }
    }
  }
}
