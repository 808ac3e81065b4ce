package io.tidegate.gateway;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/// Gateways inside the test's own process.
final class InProcess {
  private InProcess() {}

  /// Free ports on loopback, no SRT. May be added to.
  ///
  /// @param folder for its data
  static Map<String, String> environment(Path folder) {
    Map<String, String> environment = new HashMap<>();
    for (String listener : new String[] {"HTTP", "RTMP", "RTSP", "METRICS"}) {
      environment.put("TIDEGATE_" + listener + "_PORT", "0");
    }
    environment.put("TIDEGATE_SRT_PORT", "off");
    // the machine of a test stays as it is
    environment.put("TIDEGATE_HOST_SOCKET", "");
    environment.put("TIDEGATE_DATA_DIR", folder.toString());
    return environment;
  }
}
