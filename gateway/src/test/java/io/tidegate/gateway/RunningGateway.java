package io.tidegate.gateway;

import io.tidegate.gateway.config.SettingsReader;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.Map;

/// A whole gateway in this process on free ports, without SRT, and a client of its API.
final class RunningGateway implements AutoCloseable {
  private final Gateway gateway;
  private final HttpClient http = HttpClient.newHttpClient();
  private final Map<String, String> addresses;

  /// @param folder for its data
  RunningGateway(Path folder) throws Exception {
    gateway = new Gateway(SettingsReader.read(null, InProcess.environment(folder)));
    addresses = gateway.start().addresses();
  }

  ApiClient api() {
    return ApiClient.of(http, http("/api/v1"));
  }

  /// The address of a path of its HTTP listener.
  String http(String path) {
    return "http://" + addresses.get("http") + path;
  }

  @Override
  public void close() {
    http.shutdownNow();
    gateway.stop();
  }
}
