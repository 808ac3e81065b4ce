package io.tidegate.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.gateway.config.SettingsSource;
import io.tidegate.gateway.settings.SettingsBook;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The settings of a whole gateway in this process, over HTTP.
class SettingsApiTest {
  @TempDir Path folder;
  private Gateway gateway;
  private String base = "";
  private HttpClient client;
  private ApiContract contract;

  @BeforeEach
  void start() throws Exception {
    Map<String, String> environment = InProcess.environment(folder);
    environment.put("TIDEGATE_RTSP_PORT", "off");
    environment.put("TIDEGATE_METRICS_TOKEN", "of-the-metrics");
    SettingsBook book = ControlPlane.settings(SettingsSource.read(null, environment), folder);
    gateway = new Gateway(book);
    base = "http://" + gateway.start().addresses().get("http") + "/api/v1";
    client = HttpClient.newHttpClient();
    contract = ApiContract.load();
  }

  @AfterEach
  void stop() {
    client.shutdownNow();
    gateway.stop();
  }

  @Test
  void everyKeyIsShownWithoutItsSecret() throws Exception {
    HttpResponse<String> answer = ask("GET", "/settings", "", "");
    contract.check(answer);
    assertThat(answer.headers().firstValue("ETag")).hasValue("\"0\"");
    assertThat(answer.body()).doesNotContain("of-the-metrics");
    JsonObject token = setting(answer, "metrics.token");
    assertThat(token.getString("value")).isEqualTo("********");
    assertThat(token.getString("place")).isEqualTo("TIDEGATE_METRICS_TOKEN");
    assertThat(setting(answer, "rtmp.idle-timeout-ms").getString("default")).isEqualTo("15000");
    assertThat(setting(answer, "data-dir").getString("change")).isEqualTo("fixed");
  }

  @Test
  void aChangeIsConditionalRememberedAndUndone() throws Exception {
    assertThat(status("PATCH", "/settings", "", "{}")).isEqualTo(428);
    String change = "{\"publish\": \"closed\", \"rtmp.idle-timeout-ms\": 20000}";
    HttpResponse<String> changed = ask("PATCH", "/settings", "\"0\"", change);
    contract.check(changed);
    assertThat(changed.statusCode()).isEqualTo(200);
    assertThat(changed.headers().firstValue("ETag")).hasValue("\"1\"");
    assertThat(setting(changed, "publish").getString("value")).isEqualTo("closed");
    assertThat(setting(changed, "rtmp.idle-timeout-ms").getString("pending")).isEqualTo("20000");
    assertThat(new JsonObject(changed.body()).getBoolean("pendingRestart")).isTrue();
    HttpResponse<String> stale = ask("PATCH", "/settings", "\"0\"", change);
    contract.check(stale);
    assertThat(stale.statusCode()).isEqualTo(412);

    HttpResponse<String> versions = ask("GET", "/settings/versions?limit=1", "", "");
    contract.check(versions);
    contract.check(ask("GET", "/settings/versions/1", "", ""));
    JsonObject one = new JsonObject(versions.body()).getJsonArray("items").getJsonObject(0);
    assertThat(one.getString("who")).isEqualTo("api 127.0.0.1");
    assertThat(one.getJsonArray("diff"))
        .contains(new JsonObject().put("path", "publish").putNull("before").put("after", "closed"));
    HttpResponse<String> undone = ask("POST", "/settings/versions/1/undo", "", "{}");
    contract.check(undone);
    assertThat(setting(ask("GET", "/settings", "", ""), "publish").getString("value"))
        .isEqualTo("auto");
    assertThat(ask("GET", "/events?kind=settings", "", "").body()).contains("undo 1, version 2");
  }

  @Test
  void whatIsWrongIsNamed() throws Exception {
    HttpResponse<String> wrong =
        ask("PATCH", "/settings", "*", "{\"http.port\": 1, \"x\": 2, \"log.level\": \"loud\"}");
    contract.check(wrong);
    assertThat(wrong.statusCode()).isEqualTo(422);
    JsonArray errors = new JsonObject(wrong.body()).getJsonArray("errors");
    assertThat(errors).hasSize(3);
    assertThat(errors.getJsonObject(0).getString("detail"))
        .isEqualTo("is set by TIDEGATE_HTTP_PORT, which wins");
    assertThat(status("PATCH", "/settings", "*", "{\"bind\": []}")).isEqualTo(422);
    assertThat(status("PUT", "/settings", "*", "{}")).isEqualTo(405);
    assertThat(status("GET", "/settings/versions/x", "", "")).isEqualTo(404);
    assertThat(status("POST", "/settings/versions/7/undo", "", "{}")).isEqualTo(404);
  }

  private int status(String method, String path, String match, String body) throws Exception {
    HttpResponse<String> answer = ask(method, path, match, body);
    contract.check(answer);
    return answer.statusCode();
  }

  private HttpResponse<String> ask(String method, String path, String match, String body)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(base + path))
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .header("Content-Type", "application/json");
    if (!match.isEmpty()) {
      request.header("If-Match", match);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private static JsonObject setting(HttpResponse<String> answer, String key) {
    return new JsonObject(answer.body())
        .getJsonArray("items").stream()
            .map(JsonObject.class::cast)
            .filter(setting -> setting.getString("key").equals(key))
            .findFirst()
            .orElseThrow();
  }
}
