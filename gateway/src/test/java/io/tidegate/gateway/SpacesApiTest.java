package io.tidegate.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.gateway.config.SettingsSource;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `/api/v1/spaces` of a whole gateway in this process, across a restart.
class SpacesApiTest {
  @TempDir Path folder;
  private Gateway gateway;
  private HttpClient http;
  private ApiClient api;

  @BeforeEach
  void start() throws Exception {
    Map<String, String> environment = new HashMap<>();
    for (String listener : List.of("HTTP", "METRICS")) {
      environment.put("TIDEGATE_" + listener + "_PORT", "0");
    }
    for (String listener : List.of("RTMP", "SRT", "RTSP")) {
      environment.put("TIDEGATE_" + listener + "_PORT", "off");
    }
    environment.put("TIDEGATE_DATA_DIR", folder.toString());
    SettingsSource source = SettingsSource.read(null, environment);
    gateway = new Gateway(ControlPlane.settings(source, folder));
    http = HttpClient.newHttpClient();
    api = ApiClient.of(http, "http://" + gateway.start().addresses().get("http") + "/api/v1");
  }

  @AfterEach
  void stop() {
    http.shutdownNow();
    gateway.stop();
  }

  private HttpResponse<String> ask(String method, String path, String body, int status)
      throws Exception {
    HttpResponse<String> answer =
        api.send(method, path, method.equals("GET") || method.equals("DELETE") ? null : body);
    ApiContract.load().check(answer);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    return answer;
  }

  @Test
  void isMadeChangedAndRemovedByItsVersion() throws Exception {
    String quotas =
        """
        {"quotas": {"routes": 1, "viewers": 5, "egressBps": 4000000000}, "storage": "acme-s3"}
        """;
    ask("PUT", "/spaces/acme", quotas, 422);
    String profile = "{\"type\": \"local\", \"local\": {\"folder\": \"acme\"}}";
    ask("PUT", "/storage/acme-s3", profile, 201);
    HttpResponse<String> made = ask("PUT", "/spaces/acme", quotas, 201);
    JsonObject acme = new JsonObject(made.body());
    assertThat(acme.getJsonObject("quotas").getLong("egressBps")).isEqualTo(4_000_000_000L);
    assertThat(acme.getJsonObject("quotas").getLong("publishers")).isZero();
    assertThat(acme.getString("storage")).isEqualTo("acme-s3");
    ask("PUT", "/spaces/acme", quotas, 428);
    ask("DELETE", "/spaces/acme", "", 428);
    String tag = made.headers().firstValue("ETag").orElseThrow();
    ApiClient anybody = api;
    api = anybody.with("If-Match", "\"77\"");
    ask("PUT", "/spaces/acme", quotas, 412);
    ask("DELETE", "/spaces/acme", "", 412);
    api = anybody.with("If-Match", tag);
    ask("PUT", "/spaces/acme", acme.encode(), 200);
    stop();
    start();
    HttpResponse<String> one = ask("GET", "/spaces/acme", "", 200);
    assertThat(new JsonObject(one.body()).getJsonObject("quotas"))
        .isEqualTo(acme.getJsonObject("quotas"));
    assertThat(ask("GET", "/spaces", "", 200).body()).contains("acme-s3");
    api = api.with("If-Match", one.headers().firstValue("ETag").orElseThrow());
    ask("DELETE", "/spaces/acme", "", 204);
    ask("GET", "/spaces/acme", "", 404);
    assertThat(ask("GET", "/events?kind=space", "", 200).body()).contains("quotas: routes 1");
  }

  @Test
  void itsQuotaOfRoutesIsNamed() throws Exception {
    ask("PUT", "/routes/acme/before", "{}", 201);
    ask("PUT", "/routes/acme/before2", "{}", 201);
    ask("PUT", "/spaces/acme", "{\"quotas\": {\"routes\": 2}}", 201);
    HttpResponse<String> full = ask("PUT", "/routes/acme/one-more", "{}", 409);
    assertThat(full.body()).contains("space acme: its quota of routes is 2");
    ask("PUT", "/routes/other/any", "{}", 201);
    assertThat(
            api.send(
                    "POST",
                    "/routes/apply?prune=true",
                    "{\"routes\": [{\"key\": \"acme/x\"}, {\"key\": \"acme/y\"}]}")
                .statusCode())
        .isEqualTo(200);
    JsonObject acme = new JsonObject(ask("GET", "/spaces/acme", "", 200).body());
    assertThat(acme.getJsonObject("usage").getLong("routes")).isEqualTo(2);
    api = api.with("If-Match", "*");
    ask("PUT", "/spaces/acme", "{\"quotas\": {\"routes\": 1}}", 200);
    ask("PUT", "/routes/acme/x", "{\"labels\": [\"who was there stays\"]}", 200);
  }

  @Test
  void whatIsNoneIsRefusedByField() throws Exception {
    for (String body :
        List.of(
            "{\"quotas\": 5}",
            "{\"quotas\": {\"routes\": -1}}",
            "{\"quotas\": {\"routes\": 1.5}}",
            "{\"quotas\": {\"routes\": 99999999999999999999}}",
            "{\"quotas\": {\"cows\": 1}}",
            "{\"storage\": \"a b\"}",
            "{\"storage\": 5.5}",
            "{\"name\": \"other\"}",
            "{\"cows\": 1}")) {
      ask("PUT", "/spaces/acme", body, 422);
    }
    ask("PUT", "/spaces/api", "{}", 422);
    ask("PUT", "/spaces/a*", "{}", 422);
    ask("GET", "/spaces/none", "", 404);
    assertThat(new JsonObject(ask("GET", "/spaces", "", 200).body()).getJsonArray("items"))
        .isEmpty();
  }
}
