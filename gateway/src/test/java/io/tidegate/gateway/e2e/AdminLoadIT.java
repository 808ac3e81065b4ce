package io.tidegate.gateway.e2e;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The admin UI with 200 sources, streams and pushes at 1 Hz, which a gateway made of a script
/// tells it of: the pages are those of the real one.
class AdminLoadIT {
  @TempDir Path folder;

  @Test
  void hundredsOfSourcesAreShownAtOnceAndForHours() throws Exception {
    Path data = folder.resolve("data");
    try (GatewayProcess gateway = GatewayProcess.start(data, AdminScenario.VARIABLES)) {
      AdminScenario.play("load.mjs", gateway, Map.of(), Map.of());
    }
  }
}
