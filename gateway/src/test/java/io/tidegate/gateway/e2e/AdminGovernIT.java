package io.tidegate.gateway.e2e;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Users, settings and diagnostics as an administrator governs them, in a real browser, on the real
/// gateway; and what a viewer finds of it.
class AdminGovernIT {
  @TempDir Path folder;

  @Test
  void administratorsGovernAndViewersLookOn() throws Exception {
    Path data = folder.resolve("data");
    try (GatewayProcess gateway = GatewayProcess.start(data, AdminScenario.VARIABLES)) {
      AdminScenario.setUp(gateway, data);
      AdminScenario.play("govern.mjs", gateway, Map.of("DATA", data.toString()), Map.of());
    }
  }
}
