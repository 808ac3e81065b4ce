package io.tidegate.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.gateway.config.SettingsReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A whole gateway behind a proxy on this machine, or behind none.
class TrustedProxyTest {
  @TempDir private Path folder;

  /// Whoever is let in is told that there is no stream.
  @ParameterizedTest
  @CsvSource({
    "127.0.0.0/8, 198.51.100.1, 403",
    "127.0.0.0/8, 192.0.2.1, 404",
    "127.0.0.0/8, '198.51.100.1, 192.0.2.1', 404",
    "127.0.0.0/8, '192.0.2.1, 198.51.100.1', 403",
    "'', 198.51.100.1, 404",
    "10.0.0.0/8, 198.51.100.1, 404"
  })
  void rulesOfAddressesAreAboutWhoAsks(String proxies, String asker, int status) throws Exception {
    Map<String, String> environment = new HashMap<>();
    environment.put("TIDEGATE_HTTP_PORT", "0");
    for (String listener : List.of("RTMP", "SRT", "RTSP", "METRICS")) {
      environment.put("TIDEGATE_" + listener + "_PORT", "off");
    }
    environment.put("TIDEGATE_DATA_DIR", folder.toString());
    environment.put("TIDEGATE_TRUSTED_PROXIES", proxies);
    environment.put("TIDEGATE_ADDRESSES_DENY", "198.51.100.0/24");
    Gateway gateway = new Gateway(SettingsReader.read(null, environment));
    try (HttpClient client = HttpClient.newHttpClient()) {
      String base = "http://" + gateway.start().addresses().get("http");
      for (String path : List.of("/live/x.flv", "/live/x.ts")) {
        HttpRequest request =
            HttpRequest.newBuilder(URI.create(base + path))
                .header("X-Forwarded-For", asker)
                .build();
        assertThat(client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode())
            .as(path)
            .isEqualTo(status);
      }
    } finally {
      gateway.stop();
    }
  }
}
