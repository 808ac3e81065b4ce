package io.tidegate.gateway;

import static io.tidegate.media.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.gateway.config.SettingsReader;
import io.vertx.core.json.JsonObject;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Recordings and dumps of a whole gateway in this process. Who may not is a matter of
/// [ApiRightsTest].
@Timeout(480)
class DumpsApiTest {
  @TempDir Path folder;
  private Gateway gateway;
  private HttpClient http;
  private ApiClient api;

  @BeforeEach
  void start() throws Exception {
    Map<String, String> environment = InProcess.environment(folder);
    environment.put("TIDEGATE_RTSP_PORT", "off");
    gateway = new Gateway(SettingsReader.read(null, environment));
    http = HttpClient.newHttpClient();
    api = ApiClient.of(http, "http://" + gateway.start().addresses().get("http") + "/api/v1");
  }

  @AfterEach
  void stop() {
    http.shutdownNow();
    gateway.stop();
  }

  @Test
  void whatIsFetchedIsGoneAndNoted() throws Exception {
    HttpResponse<InputStream> recording = api.open("POST", "/diagnostics/jfr", "{\"seconds\": 1}");
    assertThat(recording.statusCode()).isEqualTo(200);
    assertThat(recording.headers().firstValue("Content-Disposition"))
        .hasValue("attachment; filename=\"tidegate-recording.jfr\"");
    assertThat(new String(recording.body().readNBytes(3), StandardCharsets.US_ASCII))
        .isEqualTo("FLR");
    recording.body().readAllBytes();
    HttpResponse<String> threads = again("/diagnostics/threads");
    ApiContract.load().check(threads);
    assertThat(threads.body()).contains("vert.x-eventloop-thread");
    assertNothingIsLeft();
    String audit = api.get("/audit").body();
    assertThat(audit).contains("/api/v1/diagnostics/jfr", "/api/v1/diagnostics/threads");
  }

  /// Until the file of the call before is removed, which its last byte comes before.
  private HttpResponse<String> again(String path) throws Exception {
    return await("the dump before").until(() -> api.get(path), got -> got.statusCode() == 200);
  }

  @Test
  void aHeapDumpIsForWhoSaysThatHeKnowsWhatItHolds() throws Exception {
    for (String body :
        List.of("{}", "{\"acceptSecrets\": false}", "{\"acceptSecrets\": \"yes\"}")) {
      HttpResponse<String> refused = api.send("POST", "/diagnostics/heap-dump", body);
      assertThat(refused.statusCode()).as(body).isEqualTo(400);
      ApiContract.load().check(refused);
      assertThat(new JsonObject(refused.body()).getString("detail")).contains("password");
    }
    HttpResponse<InputStream> dump =
        api.open("POST", "/diagnostics/heap-dump", "{\"acceptSecrets\": true}");
    assertThat(dump.statusCode()).isEqualTo(200);
    assertThat(new String(dump.body().readNBytes(12), StandardCharsets.US_ASCII))
        .isEqualTo("JAVA PROFILE");
    dump.body().transferTo(OutputStream.nullOutputStream());
    again("/diagnostics/threads");
    assertNothingIsLeft();
  }

  @Test
  void thereIsOneAtATime() throws Exception {
    CompletableFuture<HttpResponse<Void>> recording =
        http.sendAsync(
            HttpRequest.newBuilder(URI.create(api.base() + "/diagnostics/jfr"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"seconds\": 300}"))
                .build(),
            HttpResponse.BodyHandlers.discarding());
    HttpResponse<String> busy =
        await("the recording")
            .until(() -> api.get("/diagnostics/threads"), got -> got.statusCode() == 503);
    assertThat(busy.headers().firstValue("Retry-After")).hasValue("5");
    ApiContract.load().check(busy);
    // who hangs up ends it, and the next one gets his
    recording.cancel(true);
    http.shutdownNow();
    http = HttpClient.newHttpClient();
    api = ApiClient.of(http, api.base());
    again("/diagnostics/threads");
  }

  @Test
  void lengthsOutOfBoundsAreRefused() throws Exception {
    for (String body :
        List.of("{}", "{\"seconds\": 0}", "{\"seconds\": 301}", "{\"seconds\": \"1\"}")) {
      HttpResponse<String> refused = api.send("POST", "/diagnostics/jfr", body);
      assertThat(refused.statusCode()).as(body).isEqualTo(400);
      ApiContract.load().check(refused);
    }
    assertThat(api.get("/diagnostics/jfr").statusCode()).isEqualTo(405);
  }

  private void assertNothingIsLeft() {
    await("the file to be removed")
        .until(() -> {
          try (Stream<Path> left = Files.list(folder.resolve("dumps"))) {
            return left.findAny().isEmpty();
          }
        });
  }
}
