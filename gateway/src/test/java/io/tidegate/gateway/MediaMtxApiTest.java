package io.tidegate.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.gateway.config.SettingsReader;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What scripts read of MediaMTX's API, of a whole gateway in this process; every answer is held
/// against `openapi-v3-compat.yaml`.
class MediaMtxApiTest {
  @TempDir static Path folder;
  private static Gateway gateway;
  private static HttpClient client;
  private static ApiContract contract;
  private static String base = "";

  @BeforeAll
  static void start() throws Exception {
    contract = ApiContract.load("/openapi-v3-compat.yaml");
    Path file = folder.resolve("tidegate.yaml");
    StringBuilder yaml = new StringBuilder("routes:\n");
    for (int i = 0; i < 7; i++) {
      yaml.append("- {key: live/cam").append(i).append("}\n");
    }
    yaml.append("- key: shop/pull\n  enabled: false\n  take-over: true\n  sources:\n");
    yaml.append("  - {type: rtsp-pull, url: 'rtsp://u:geheim@127.0.0.1:9/x', transport: tcp,");
    yaml.append(" on-demand: true}\n");
    yaml.append("  - {type: rtmp-pull, url: 'rtmp://127.0.0.1:9/a/b'}\n");
    yaml.append("  srt: {passphrase: correcthorse}\n");
    Files.writeString(file, yaml);
    Map<String, String> environment = new HashMap<>();
    for (String listener : List.of("HTTP", "RTMP", "RTSP", "METRICS")) {
      environment.put("TIDEGATE_" + listener + "_PORT", "0");
    }
    environment.put("TIDEGATE_SRT_PORT", "off");
    environment.put("TIDEGATE_DATA_DIR", folder.resolve("data").toString());
    gateway = new Gateway(SettingsReader.read(file.toString(), environment));
    base = "http://" + gateway.start().addresses().get("http") + "/v3";
    client = HttpClient.newHttpClient();
  }

  @AfterAll
  static void stop() {
    client.close();
    gateway.stop();
  }

  @Test
  void everyListAndObjectIsAsDescribed() throws Exception {
    for (String operation : contract.operations()) {
      String path = operation.substring(operation.indexOf(' ') + 1);
      if (path.indexOf('{') < 0) {
        assertThat(ask("GET", path).statusCode()).as(path).isEqualTo(200);
      } else {
        String one = path.replaceAll("\\{\\w+}", "live/absent");
        if (path.endsWith("{name}")) {
          assertThat(ask("GET", one).statusCode()).as(one).isEqualTo(404);
        } else {
          one = path.replaceAll("\\{\\w+}", UUID.randomUUID().toString());
          assertThat(ask("GET", one).statusCode()).as(one).isEqualTo(404);
        }
      }
    }
    assertThat(contract.seen()).isEqualTo(contract.operations());
  }

  @Test
  void listsPathsByPage() throws Exception {
    JsonObject first = json(ask("GET", "/paths/list?itemsPerPage=3"));
    assertThat(first.getInteger("itemCount")).isEqualTo(7);
    assertThat(first.getInteger("pageCount")).isEqualTo(3);
    assertThat(names(first)).containsExactly("live/cam0", "live/cam1", "live/cam2");
    assertThat(names(json(ask("GET", "/paths/list?itemsPerPage=3&page=2"))))
        .containsExactly("live/cam6");
    assertThat(names(json(ask("GET", "/paths/list?page=999999999&itemsPerPage=999999999"))))
        .isEmpty();
    for (String wrong : List.of("page=-1", "page=x", "itemsPerPage=0", "itemsPerPage=1e3")) {
      assertThat(ask("GET", "/paths/list?" + wrong).statusCode()).as(wrong).isEqualTo(400);
    }
    JsonObject path = json(ask("GET", "/paths/get/live/cam0"));
    assertThat(path.getBoolean("ready")).isFalse();
    assertThat(path.getString("confName")).isEqualTo("live/cam0");
    assertThat(json(ask("GET", "/paths/get/cam0"))).isEqualTo(path);
  }

  @Test
  void showsRoutesAsPathsWithoutTheirSecrets() throws Exception {
    HttpResponse<String> answer = ask("GET", "/config/paths/get/shop/pull");
    assertThat(answer.body()).doesNotContain("geheim", "correcthorse");
    JsonObject path = json(answer);
    assertThat(path.getString("source")).isEqualTo("rtsp://127.0.0.1:9/x");
    assertThat(path.getString("fallback")).startsWith("rtmp://127.0.0.1:9/a/");
    assertThat(path.getString("rtspTransport")).isEqualTo("tcp");
    assertThat(path.getBoolean("sourceOnDemand")).isTrue();
    assertThat(path.getBoolean("overridePublisher")).isTrue();
    assertThat(path.getString("srtReadPassphrase")).isEqualTo("********");
    assertThat(json(ask("GET", "/config/paths/list")).getInteger("itemCount")).isEqualTo(8);
    JsonObject global = json(ask("GET", "/config/global/get"));
    assertThat(global.getBoolean("srt")).isFalse();
    assertThat(global.getString("hlsSegmentDuration")).isEqualTo("2s");
  }

  @Test
  void changesNothingAndSaysWhereThatIsDone() throws Exception {
    for (String path :
        List.of("/config/paths/add/x", "/srtconns/kick/" + UUID.randomUUID(), "/paths/list")) {
      for (String method : List.of("POST", "PATCH", "DELETE")) {
        HttpRequest request =
            HttpRequest.newBuilder(URI.create(base + path))
                .method(method, HttpRequest.BodyPublishers.ofString("{}"))
                .build();
        HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(method + path).isEqualTo(405);
        assertThat(json(answer).getString("error")).contains("/api/v1/routes");
      }
    }
    HttpRequest absent = HttpRequest.newBuilder(URI.create(base + "/recordings/list")).build();
    HttpResponse<String> answer = client.send(absent, HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(json(answer).getString("status")).isEqualTo("error");
  }

  private static HttpResponse<String> ask(String method, String path) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(base + path))
            .method(method, HttpRequest.BodyPublishers.noBody())
            .build();
    HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
    contract.check(answer);
    return answer;
  }

  private static JsonObject json(HttpResponse<String> answer) {
    return new JsonObject(answer.body());
  }

  private static List<String> names(JsonObject page) {
    JsonArray items = page.getJsonArray("items");
    return items.stream().map(item -> ((JsonObject) item).getString("name")).toList();
  }
}
