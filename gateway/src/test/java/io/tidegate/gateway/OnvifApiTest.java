package io.tidegate.gateway;

import static io.tidegate.media.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.gateway.config.SettingsReader;
import io.tidegate.gateway.onvif.FakeCamera;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Cameras are found and described by a whole gateway in this process.
class OnvifApiTest {
  @TempDir Path folder;
  private Gateway gateway;
  private HttpClient http;
  private ApiClient api;
  private ApiContract contract;

  @BeforeEach
  void start() throws Exception {
    contract = ApiContract.load();
    gateway = new Gateway(SettingsReader.read(null, InProcess.environment(folder)));
    http = HttpClient.newHttpClient();
    api = ApiClient.of(http, "http://" + gateway.start().addresses().get("http") + "/api/v1");
  }

  @AfterEach
  void stop() {
    http.shutdownNow();
    gateway.stop();
  }

  private JsonObject ask(String method, String path, String body, int status) throws Exception {
    HttpResponse<String> answer = api.send(method, path, body);
    contract.check(answer);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    return answer.body().isEmpty() ? new JsonObject() : new JsonObject(answer.body());
  }

  @Test
  void aCameraIsFoundAndDescribed() throws Exception {
    try (FakeCamera camera =
        FakeCamera.start(
            FakeCamera.Spec.of("Front Door", "rtsp://127.0.0.1:8554/a")
                .withLogin("eva:pw", true))) {
      assertThat(ask("GET", "/onvif/interfaces", "", 200).getJsonArray("items")).isNotEmpty();
      JsonObject order =
          new JsonObject().put("targets", JsonArray.of(camera.discovery())).put("seconds", 30);
      String id = ask("POST", "/onvif/searches", order.encode(), 201).getString("id");
      await("the camera")
          .until(() ->
              ask("GET", "/onvif/searches/" + id, "", 200).getJsonArray("cameras").size() == 1);
      JsonObject found =
          ask("GET", "/onvif/searches/" + id, "", 200).getJsonArray("cameras").getJsonObject(0);
      assertThat(found.getString("name")).isEqualTo("Front Door");
      ask("DELETE", "/onvif/searches/" + id, "", 204);
      ask("GET", "/onvif/searches/" + id, "", 404);
      JsonObject described =
          ask(
              "POST",
              "/onvif/describe",
              new JsonObject()
                  .put("url", found.getString("url"))
                  .put("user", "eva")
                  .put("password", "pw")
                  .encode(),
              200);
      assertThat(described.getBoolean("ok")).as("%s", described).isTrue();
      assertThat(described.encode()).doesNotContain("pw\"");
      // neither does it stand in what is kept of calls
      assertThat(ask("GET", "/audit", "", 200).encode()).doesNotContain("\"pw\"");
    }
  }

  @Test
  void whatIsAskedWronglyIsRefused() throws Exception {
    ask("POST", "/onvif/searches", "{\"seconds\": 99}", 422);
    ask("POST", "/onvif/searches", "{\"targets\": [\"10.0.0.0/8\"]}", 422);
    ask("POST", "/onvif/describe", "{\"url\": \"ftp://192.0.2.1/\"}", 422);
    ask("POST", "/onvif/describe", "{\"url\": \"http://u:p@192.0.2.1/\"}", 422);
    ask("GET", "/onvif/describe", "", 405);
    ask("PUT", "/onvif/searches/x", "{}", 405);
    JsonObject down = ask("POST", "/onvif/describe", "{\"url\": \"http://127.0.0.1:1/\"}", 200);
    assertThat(down.getString("code")).isEqualTo("port");
  }
}
