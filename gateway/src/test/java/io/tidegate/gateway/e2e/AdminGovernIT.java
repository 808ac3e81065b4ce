package io.tidegate.gateway.e2e;

import java.nio.file.Path;
import java.util.HashMap;
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
    Map<String, String> variables = new HashMap<>(AdminScenario.VARIABLES);
    variables.put("TIDEGATE_HTTP_TLS_PORT", "0");
    try (GatewayProcess gateway = GatewayProcess.start(data, variables)) {
      AdminScenario.setUp(gateway, data);
      AdminScenario.play("govern.mjs", gateway, Map.of("DATA", data.toString()), Map.of());
    }
  }
}
