package io.tidegate.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
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
  private RunningGateway gateway;
  private ApiClient api;

  @BeforeEach
  void start() throws Exception {
    gateway = new RunningGateway(folder);
    api = gateway.api();
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  @Test
  void everyChangeIsNotedWhetherItWasDoneOrRefused() throws Exception {
    assertThat(api.send("PUT", "/routes/live/a", "{}").statusCode()).isEqualTo(201);
    assertThat(api.send("PUT", "/routes/live/b?token=secret", "{nonsense").statusCode())
        .isEqualTo(400);
    assertThat(api.send("DELETE", "/sessions/nobody", null).statusCode()).isEqualTo(404);
    assertThat(api.get("/routes/export").statusCode()).isEqualTo(200);
    assertThat(api.get("/routes").statusCode()).isEqualTo(200);
    HttpResponse<String> listed = api.get("/audit");
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
      assertThat(api.send("PUT", "/routes/live/" + name, "{}").statusCode()).isEqualTo(201);
    }
    JsonObject first = new JsonObject(api.get("/audit?limit=2").body());
    assertThat(first.getJsonArray("items")).hasSize(2);
    JsonObject rest = new JsonObject(api.get("/audit?before=" + first.getString("next")).body());
    assertThat(rest.getJsonArray("items")).hasSize(1);
    assertThat(rest.getString("next")).isNull();
    HttpResponse<String> verified = api.get("/audit/verify");
    ApiContract.load().check(verified);
    JsonObject verdict = new JsonObject(verified.body());
    assertThat(verdict.getBoolean("intact")).isTrue();
    assertThat(verdict.getInteger("entries")).isEqualTo(3);
    String noted = "/audit/verify?noted=3:" + verdict.getString("head");
    assertThat(new JsonObject(api.get(noted).body()).getBoolean("intact")).isTrue();
    HttpResponse<String> cut = api.get("/audit/verify?noted=4:" + "0".repeat(64));
    assertThat(new JsonObject(cut.body()).getString("broken")).contains("cut off");
    for (String wrong : List.of("/audit?limits=1", "/audit?from=x", "/audit/verify?noted=1")) {
      HttpResponse<String> refused = api.get(wrong);
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
}
