package io.tidegate.gateway.e2e;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What holds on every screen of the admin UI, in a real browser, on the real gateway: also on
/// those that are made after this test.
class AdminEverywhereIT {
  @TempDir Path folder;

  @Test
  void everyScreenIsForEveryone() throws Exception {
    Path data = folder.resolve("data");
    try (GatewayProcess gateway = GatewayProcess.start(data, AdminScenario.VARIABLES)) {
      AdminScenario.setUp(gateway, data);
      AdminScenario.play("everywhere.mjs", gateway, Map.of(), Map.of());
    }
  }
}
