package io.tidegate.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.gateway.config.SettingsSource;
import io.vertx.core.json.JsonObject;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A gateway that nobody has given a certificate: what a client sees that trusts its own one alone.
class OwnCertificateHttpTest {
  @TempDir Path folder;
  private Gateway gateway;
  private HttpClient client;
  private String base = "";

  @BeforeEach
  void start() throws Exception {
    Map<String, String> environment = InProcess.environment(folder);
    environment.put("TIDEGATE_HTTP_TLS_PORT", "0");
    environment.put("TIDEGATE_RTSP_PORT", "off");
    SettingsSource source = SettingsSource.read(null, environment);
    gateway = new Gateway(ControlPlane.settings(source, folder));
    base = "https://" + gateway.start().addresses().get("https");
    client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_2)
            .sslContext(trusting(folder.resolve("tls/cert.pem")))
            .build();
  }

  @AfterEach
  void stop() {
    client.shutdownNow();
    gateway.stop();
  }

  private static SSLContext trusting(Path chain) throws Exception {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    try (InputStream pem = Files.newInputStream(chain)) {
      store.setCertificateEntry(
          "own", CertificateFactory.getInstance("X.509").generateCertificate(pem));
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  private HttpResponse<String> get(String path, String... headers) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void isBelievedByItsFingerprintAndSpeaksHttp2() throws Exception {
    HttpResponse<String> answer = get("/api/v1/certificates");
    assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
    assertThat(answer.statusCode()).isEqualTo(200);
    ApiContract.load().check(answer);
    JsonObject own = new JsonObject(answer.body()).getJsonArray("items").getJsonObject(0);
    assertThat(own.getBoolean("selfSigned")).isTrue();
    assertThat(own.getString("state")).isEqualTo("valid");
    assertThat(own.getString("fingerprint")).matches("([0-9A-F]{2}:){31}[0-9A-F]{2}");
    assertThat(own.getJsonArray("names").encode()).contains("tidegate.local", "127.0.0.1");
    assertThat(get("/health/ready").body()).contains("\"UP\"");
  }

  @Test
  void otherSitesGetMediaAndNothingOfTheApi() throws Exception {
    String[] stranger = {"Origin", "https://evil.example"};
    for (String path : List.of("/live/none.flv", "/live/none/index.m3u8", "/live/none.mp4")) {
      assertThat(get(path, stranger).headers().firstValue("access-control-allow-origin"))
          .as(path)
          .hasValue("*");
    }
    for (String path : List.of("/api/v1/routes", "/api/v1/openapi.yaml", "/v3/paths/list", "/")) {
      HttpResponse<String> answer = get(path, stranger);
      assertThat(answer.headers().map().keySet())
          .as(path)
          .noneMatch(name -> name.startsWith("access-control-"));
      assertThat(answer.headers().firstValue("x-content-type-options")).hasValue("nosniff");
    }
    HttpResponse<String> api = get("/api/v1/routes");
    assertThat(api.headers().firstValue("cross-origin-resource-policy")).hasValue("same-origin");
    assertThat(api.headers().firstValue("x-frame-options")).hasValue("DENY");
    assertThat(api.headers().firstValue("cache-control")).hasValue("no-store");
  }
}
