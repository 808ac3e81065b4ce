package io.tidegate.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.gateway.config.SettingsReader;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The audit log of a whole gateway in this process.
class AuditApiTest {
  @TempDir Path folder;
  private Gateway gateway;
  private String base = "";
  private HttpClient client;

  @BeforeEach
  void start() throws Exception {
    gateway = new Gateway(SettingsReader.read(null, InProcess.environment(folder)));
    base = "http://" + gateway.start().addresses().get("http") + "/api/v1";
    client = HttpClient.newHttpClient();
  }

  @AfterEach
  void stop() {
    client.shutdownNow();
    gateway.stop();
  }

  @Test
  void everyChangeIsNotedWhetherItWasDoneOrRefused() throws Exception {
    assertThat(send("PUT", "/routes/live/a", "{}").statusCode()).isEqualTo(201);
    assertThat(send("PUT", "/routes/live/b?token=secret", "{nonsense").statusCode()).isEqualTo(400);
    assertThat(send("DELETE", "/sessions/nobody", "").statusCode()).isEqualTo(404);
    assertThat(send("GET", "/routes/export", "").statusCode()).isEqualTo(200);
    assertThat(send("GET", "/routes", "").statusCode()).isEqualTo(200);
    HttpResponse<String> listed = send("GET", "/audit", "");
    ApiContract.load().check(listed);
    JsonArray items = new JsonObject(listed.body()).getJsonArray("items");
    assertThat(items.stream().map(item -> words((JsonObject) item)))
        .containsExactly(
            "GET /api/v1/routes/export 200",
            "DELETE /api/v1/sessions/nobody 404",
            "PUT /api/v1/routes/live/b 400",
            "PUT /api/v1/routes/live/a 201");
    assertThat(listed.body()).doesNotContain("secret");
  }

  @Test
  void itIsListedInPagesAndVerified() throws Exception {
    for (String name : List.of("a", "b", "c")) {
      assertThat(send("PUT", "/routes/live/" + name, "{}").statusCode()).isEqualTo(201);
    }
    JsonObject first = new JsonObject(send("GET", "/audit?limit=2", "").body());
    assertThat(first.getJsonArray("items")).hasSize(2);
    JsonObject rest =
        new JsonObject(send("GET", "/audit?before=" + first.getString("next"), "").body());
    assertThat(rest.getJsonArray("items")).hasSize(1);
    assertThat(rest.getString("next")).isNull();
    HttpResponse<String> verified = send("GET", "/audit/verify", "");
    ApiContract.load().check(verified);
    JsonObject verdict = new JsonObject(verified.body());
    assertThat(verdict.getBoolean("intact")).isTrue();
    assertThat(verdict.getInteger("entries")).isEqualTo(3);
    String noted = "/audit/verify?noted=3:" + verdict.getString("head");
    assertThat(new JsonObject(send("GET", noted, "").body()).getBoolean("intact")).isTrue();
    HttpResponse<String> cut = send("GET", "/audit/verify?noted=4:" + "0".repeat(64), "");
    assertThat(new JsonObject(cut.body()).getString("broken")).contains("cut off");
    for (String wrong : List.of("/audit?limits=1", "/audit?from=x", "/audit/verify?noted=1")) {
      HttpResponse<String> refused = send("GET", wrong, "");
      assertThat(refused.statusCode()).as(wrong).isEqualTo(400);
      ApiContract.load().check(refused);
    }
  }

  private static String words(JsonObject entry) {
    return entry.getString("method")
        + " "
        + entry.getString("path")
        + " "
        + entry.getInteger("status");
  }

  private HttpResponse<String> send(String method, String path, String body) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(base + path))
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
            .header("Content-Type", "application/json")
            .build();
    return client.send(request, HttpResponse.BodyHandlers.ofString());
  }
}
