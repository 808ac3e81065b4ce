package io.tidegate.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.gateway.backup.BackupFile;
import io.tidegate.gateway.config.SettingsSource;
import io.tidegate.media.Nullable;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The routes of the API of a whole gateway in this process; every answer is held against
/// `openapi.yaml`.
class RoutesApiTest {
  private static final String CAMERA =
      """
      {"labels": ["door"], "graceMs": 5000,
       "sources": [{"type": "rtmp-publish"}], "srt": {"passphrase": "correcthorse"}}
      """;

  @TempDir Path folder;
  private Gateway gateway;
  private String base = "";
  private HttpClient client;
  private ApiContract contract;

  @BeforeEach
  void start() throws Exception {
    contract = ApiContract.load();
    Map<String, String> environment = new HashMap<>();
    for (String listener : List.of("HTTP", "RTMP", "SRT", "RTSP", "METRICS")) {
      environment.put("TIDEGATE_" + listener + "_PORT", "0");
    }
    environment.put("TIDEGATE_SRT_PORT", "off");
    environment.put("TIDEGATE_DATA_DIR", folder.toString());
    SettingsSource source = SettingsSource.read(null, environment);
    gateway = new Gateway(ControlPlane.settings(source, folder));
    base = "http://" + gateway.start().addresses().get("http") + "/api/v1";
    client = HttpClient.newHttpClient();
  }

  @AfterEach
  void stop() {
    client.close();
    gateway.stop();
  }

  @Test
  void createsReadsChangesAndDeletesARoute() throws Exception {
    HttpResponse<String> created = put("/routes/live/cam", CAMERA);
    assertThat(created.statusCode()).isEqualTo(201);
    assertThat(etag(created)).isEqualTo("\"1\"");
    assertThat(created.body()).doesNotContain("correcthorse").contains("********");

    HttpResponse<String> read = ask("GET", "/routes/live/cam");
    assertThat(read.body()).isEqualTo(created.body());
    JsonObject route = new JsonObject(read.body());
    assertThat(route.getString("key")).isEqualTo("live/cam");
    assertThat(route.getString("changedBy")).isEqualTo("api 127.0.0.1");

    HttpResponse<String> changed =
        send("PUT", "/routes/live/cam", route.put("enabled", false).encode(), etag(read));
    assertThat(changed.statusCode()).isEqualTo(200);
    assertThat(etag(changed)).isEqualTo("\"2\"");
    assertThat(new JsonObject(changed.body()).getBoolean("enabled")).isFalse();

    HttpResponse<String> patched =
        send("PATCH", "/routes/live/cam", "{\"enabled\": true, \"graceMs\": null}", etag(changed));
    assertThat(patched.statusCode()).isEqualTo(200);
    assertThat(new JsonObject(patched.body()).containsKey("graceMs")).isFalse();
    assertThat(new JsonObject(patched.body()).getJsonObject("srt").getString("passphrase"))
        .isEqualTo("********");

    assertThat(send("DELETE", "/routes/live/cam", null, etag(patched)).statusCode()).isEqualTo(204);
    assertThat(ask("GET", "/routes/live/cam").statusCode()).isEqualTo(404);
    assertThat(send("DELETE", "/routes/live/cam", null, "*").statusCode()).isEqualTo(404);
    assertThat(exportYaml()).isEqualTo("routes: []\n");
  }

  @Test
  void aChangeSaysWhichVersionItIsMeantFor() throws Exception {
    put("/routes/live/cam", CAMERA);
    assertThat(put("/routes/live/cam", CAMERA).statusCode()).isEqualTo(428);
    assertThat(send("DELETE", "/routes/live/cam", null, null).statusCode()).isEqualTo(428);
    assertThat(send("PATCH", "/routes/live/cam", "{}", null).statusCode()).isEqualTo(428);
    for (String old : List.of("\"7\"", "W/\"1\"", "\"\"", "1")) {
      HttpResponse<String> stale = send("PUT", "/routes/live/cam", "{}", old);
      assertThat(stale.statusCode()).as(old).isEqualTo(412);
      assertThat(etag(stale)).isEqualTo("\"1\"");
      JsonObject current = new JsonObject(stale.body()).getJsonObject("current");
      assertThat(current.getJsonArray("labels")).containsExactly("door");
      assertThat(stale.body()).doesNotContain("correcthorse");
    }
    assertThat(send("PUT", "/routes/live/new", "{}", "\"1\"").statusCode()).isEqualTo(412);
    assertThat(send("PUT", "/routes/live/cam", "{}", "\"9\", \"1\"").statusCode()).isEqualTo(200);
    assertThat(send("PATCH", "/routes/live/cam", "{\"graceMs\": 1}", "*").statusCode())
        .isEqualTo(200);
    HttpRequest creating =
        request("PUT", "/routes/live/cam", "{}").header("If-None-Match", "*").build();
    assertThat(send(creating).statusCode()).isEqualTo(412);
  }

  @Test
  void namesTheFieldThatIsWrong() throws Exception {
    HttpResponse<String> wrong =
        put(
            "/routes/live/cam",
            "{\"graceMs\": 300001, \"sources\": [{\"type\": \"srt-call\", \"host\": \"h\"}]}");
    assertThat(wrong.statusCode()).isEqualTo(422);
    assertThat(new JsonObject(wrong.body()).getString("field")).isEqualTo("sources[0]");
    wrong = put("/routes/live/cam", "{\"graceMs\": -1, \"srt\": {\"latencyMs\": 9}}");
    assertThat(wrong.statusCode()).isEqualTo(422);
    JsonArray errors = new JsonObject(wrong.body()).getJsonArray("errors");
    assertThat(errors.stream().map(error -> ((JsonObject) error).getString("field")))
        .containsExactly("graceMs", "srt.latencyMs");
    assertThat(put("/routes/live/cam", "{\"key\": \"live/other\"}").statusCode()).isEqualTo(422);
    assertThat(put("/routes/live/cam", "[]").statusCode()).isEqualTo(400);
    assertThat(put("/routes/api/cam", "{}").statusCode()).isEqualTo(404);
    assertThat(put("/routes/live/cam", " ".repeat(300_000)).statusCode()).isEqualTo(413);
    HttpRequest text =
        HttpRequest.newBuilder(URI.create(base + "/routes/live/cam"))
            .PUT(HttpRequest.BodyPublishers.ofString("{}"))
            .header("Content-Type", "text/plain")
            .build();
    assertThat(send(text).statusCode()).isEqualTo(415);
    assertThat(exportYaml()).isEqualTo("routes: []\n");
  }

  @Test
  void twoRoutesOnOnePortAreAConflict() throws Exception {
    String listens = "{\"enabled\": true, \"sources\": [{\"type\": \"srt-listen\", \"port\": 9}]}";
    assertThat(put("/routes/live/a", listens.replace("true", "false")).statusCode()).isEqualTo(201);
    assertThat(send("PUT", "/routes/live/a", listens.replace("true", "false"), "*").statusCode())
        .isEqualTo(200);
    assertThat(
            apply("", "{\"routes\": [" + keyed("b", 9) + "," + keyed("c", 9) + "]}").statusCode())
        .isEqualTo(409);
  }

  private static String keyed(String key, int port) {
    return "{\"key\": \""
        + key
        + "\", \"sources\": [{\"type\": \"srt-listen\", \"port\": "
        + port
        + "}]}";
  }

  @Test
  void listsByPageAndFilter() throws Exception {
    StringBuilder yaml = new StringBuilder("routes:\n");
    for (int i = 0; i < 25; i++) {
      yaml.append(
          "- {key: live/cam%02d, enabled: %b, labels: ['floor %d']}\n"
              .formatted(i, i % 2 == 0, i % 5));
    }
    yaml.append("- {key: shop/door, sources: [{type: rtsp-pull, url: 'rtsp://u:p@Cam9/x'}],");
    yaml.append(" enabled: false}\n");
    assertThat(applyYaml("", yaml.toString()).statusCode()).isEqualTo(200);

    Set<String> keys = new TreeSet<>();
    String after = "";
    do {
      JsonObject page = new JsonObject(ask("GET", "/routes?limit=10" + after).body());
      assertThat(page.getInteger("total")).isEqualTo(26);
      keys.addAll(keys(page));
      after = page.getString("next") == null ? "" : "&after=" + page.getString("next");
    } while (!after.isEmpty());
    assertThat(keys).hasSize(26);

    assertThat(found("enabled=true")).hasSize(13);
    assertThat(found("label=floor%203")).hasSize(5);
    assertThat(found("app=shop")).containsExactly("shop/door");
    assertThat(found("source=rtsp-pull")).containsExactly("shop/door");
    assertThat(found("q=CAM9")).containsExactly("shop/door");
    assertThat(found("q=u:p")).isEmpty();
    assertThat(found("q=cam1&enabled=false&label=floor%201")).containsExactly("live/cam11");
    for (String wrong : List.of("limit=0", "limit=1001", "limit=x", "after=a/b/c", "page=1")) {
      HttpResponse<String> refused = ask("GET", "/routes?" + wrong);
      assertThat(refused.statusCode()).as(wrong).isEqualTo(400);
      assertThat(new JsonObject(refused.body()).getString("field"))
          .isEqualTo(wrong.substring(0, wrong.indexOf('=')));
    }
  }

  @Test
  void historyIsShownUndoneAndRestored() throws Exception {
    put("/routes/live/a", CAMERA);
    send("PATCH", "/routes/live/a", "{\"srt\": {\"passphrase\": \"batterystaple\"}}", "*");
    put("/routes/live/b", "{}");
    JsonArray list = new JsonObject(ask("GET", "/versions?limit=2").body()).getJsonArray("items");
    assertThat(list).hasSize(2);
    assertThat(new JsonObject(ask("GET", "/versions?key=live/a").body()).getJsonArray("items"))
        .hasSize(2);
    HttpResponse<String> one = ask("GET", "/versions/2");
    assertThat(one.body()).doesNotContain("batterystaple", "correcthorse");
    JsonObject diff =
        new JsonObject(one.body())
            .getJsonArray("routes")
            .getJsonObject(0)
            .getJsonArray("diff")
            .getJsonObject(0);
    assertThat(diff.getString("path")).isEqualTo("srt.passphrase");
    assertThat(ask("GET", "/versions/99").statusCode()).isEqualTo(404);
    assertThat(ask("GET", "/versions/x").statusCode()).isEqualTo(404);

    assertThat(post("/versions/1/undo").statusCode()).isEqualTo(409);
    assertThat(post("/versions/2/undo").statusCode()).isEqualTo(200);
    assertThat(backedUp()).contains("correcthorse").doesNotContain("batterystaple");
    assertThat(post("/versions/0/restore?key=live/b").statusCode()).isEqualTo(200);
    assertThat(ask("GET", "/routes/live/b").statusCode()).isEqualTo(404);
    HttpResponse<String> nothing = post("/versions/0/restore?key=live/b");
    assertThat(new JsonObject(nothing.body()).getValue("version")).isNull();
    assertThat(post("/versions/0/restore").statusCode()).isEqualTo(200);
    assertThat(exportYaml()).isEqualTo("routes: []\n");
  }

  @Test
  void appliesAFileAfterSayingWhatItWouldDo() throws Exception {
    put("/routes/live/a", CAMERA);
    put("/routes/live/b", "{}");
    String file = "routes: [{key: a, labels: [door], grace-ms: 1}, {key: c}]\n";
    JsonObject would = new JsonObject(applyYaml("?dryRun=true&prune=true", file).body());
    assertThat(would.getBoolean("dryRun")).isTrue();
    assertThat(would.getValue("version")).isNull();
    assertThat(actions(would)).containsExactly("live/a update", "live/b delete", "live/c create");
    assertThat(keys(new JsonObject(ask("GET", "/routes").body())))
        .containsExactly("live/a", "live/b");

    JsonObject done = new JsonObject(applyYaml("?prune=true", file).body());
    assertThat(done.getInteger("version")).isEqualTo(3);
    assertThat(keys(new JsonObject(ask("GET", "/routes").body())))
        .containsExactly("live/a", "live/c");
    assertThat(applyYaml("", "routes: [{key: d}, {key: d}]").statusCode()).isEqualTo(422);
    assertThat(applyYaml("", "routes: [{key: d, grace-ms: x}]").body())
        .contains("routes:1: routes[0].grace-ms: expected a whole number");
    assertThat(apply("", "{\"routes\": {}}").statusCode()).isEqualTo(422);
    assertThat(apply("?prune=perhaps", "{\"routes\": []}").statusCode()).isEqualTo(400);
    assertThat(ask("GET", "/routes/apply").statusCode()).isEqualTo(405);
  }

  @Test
  void bringsInAFileOfAnotherProgramAfterSayingWhatItWouldDo() throws Exception {
    put("/routes/live/cam", CAMERA);
    String file = "paths:\n  cam:\n    source: rtsp://u:geheim@127.0.0.1:9/x\n    record: yes\n";
    HttpResponse<String> would = importYaml("?dryRun=true", file);
    JsonObject plan = new JsonObject(would.body());
    assertThat(actions(plan)).containsExactly("live/cam update");
    assertThat(plan.getValue("version")).isNull();
    assertThat(plan.getString("format")).isEqualTo("mediamtx");
    JsonObject note = plan.getJsonArray("notes").getJsonObject(1);
    assertThat(note.getInteger("line")).isEqualTo(4);
    assertThat(note.getString("key")).isEqualTo("paths.cam.record");
    assertThat(note.getString("kind")).isEqualTo("left-out");
    assertThat(would.body()).doesNotContain("geheim");
    assertThat(exportYaml()).doesNotContain("rtsp-pull");

    JsonObject done = new JsonObject(importYaml("?format=mediamtx", file).body());
    assertThat(done.getInteger("version")).isEqualTo(2);
    assertThat(backedUp()).contains("rtsp-pull", "geheim");

    assertThat(importYaml("?format=srs", file).statusCode()).isEqualTo(400);
    assertThat(importYaml("", "paths: 5").statusCode()).isEqualTo(422);
    assertThat(importYaml("", "a: b").statusCode()).isEqualTo(422);
    assertThat(importYaml("", "#".repeat(10 << 20)).statusCode()).isEqualTo(413);
    assertThat(send("POST", "/routes/import", "{}", null).statusCode()).isEqualTo(415);
    assertThat(ask("GET", "/routes/import").statusCode()).isEqualTo(405);
  }

  @Test
  void whatIsExportedHoldsNoSecret() throws Exception {
    put("/routes/live/a", CAMERA);
    put(
        "/routes/live/b",
        "{\"outputs\": {\"hls\": false, \"srt-push\": [{\"host\": \"h\", \"port\": 1}]}}");
    assertThat(ask("GET", "/routes/export?secrets=true").statusCode()).isEqualTo(400);
    String masked = exportYaml();
    assertThat(masked).doesNotContain("correcthorse");
    assertThat(new JsonObject(applyYaml("?prune=true", masked).body()).getValue("version"))
        .isNull();
    applyYaml("?prune=true", "routes: []");
    assertThat(applyYaml("", masked).statusCode()).isEqualTo(422);
  }

  @Test
  void describesEveryAddressThatItAnswers() throws Exception {
    Vertx vertx = Vertx.vertx();
    try {
      Router router = Router.router(vertx);
      gateway.routes().forEach(mount -> mount.mount(router));
      Set<String> mounted =
          router.getRoutes().stream()
              .map(route -> String.valueOf(route.getName()))
              .filter(path -> path.startsWith("/api/v1/"))
              .map(path -> path.substring("/api/v1".length()).replaceAll(":(\\w+)", "{$1}"))
              .collect(Collectors.toCollection(TreeSet::new));
      Set<String> described =
          contract.operations().stream()
              .map(operation -> operation.substring(operation.indexOf(' ') + 1))
              .collect(Collectors.toCollection(TreeSet::new));
      assertThat(mounted).isEqualTo(described);
    } finally {
      vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }
  }

  @Test
  void everyListIsAsDescribed() throws Exception {
    for (String operation : contract.operations()) {
      String path = operation.substring(operation.indexOf(' ') + 1);
      // the live stream has no end
      if (operation.startsWith("GET ") && path.indexOf('{') < 0 && !path.equals("/live")) {
        assertThat(ask("GET", path).statusCode()).as(path).isEqualTo(200);
        assertThat(ask("PROPFIND", path).statusCode()).as(path).isEqualTo(405);
      }
    }
    assertThat(contract.seen()).contains("GET /streams", "GET /routes", "GET /srt/capabilities");
  }

  private HttpResponse<String> ask(String method, String path) throws Exception {
    return send(request(method, path, null).build());
  }

  private HttpResponse<String> put(String path, String body) throws Exception {
    return send("PUT", path, body, null);
  }

  private HttpResponse<String> post(String path) throws Exception {
    return send("POST", path, "{}", null);
  }

  private HttpResponse<String> apply(String query, String json) throws Exception {
    return send("POST", "/routes/apply" + query, json, null);
  }

  private HttpResponse<String> applyYaml(String query, String yaml) throws Exception {
    return sendYaml("/routes/apply" + query, yaml);
  }

  private HttpResponse<String> importYaml(String query, String yaml) throws Exception {
    return sendYaml("/routes/import" + query, yaml);
  }

  private HttpResponse<String> sendYaml(String path, String yaml) throws Exception {
    return send(
        HttpRequest.newBuilder(URI.create(base + path))
            .POST(HttpRequest.BodyPublishers.ofString(yaml))
            .header("Content-Type", "application/yaml")
            .build());
  }

  private String exportYaml() throws Exception {
    return ask("GET", "/routes/export").body();
  }

  /// What a backup holds.
  private String backedUp() throws Exception {
    String phrase = "a phrase of tests";
    HttpRequest request =
        request("POST", "/backup", new JsonObject().put("passphrase", phrase).encode()).build();
    return BackupFile.open(
        phrase, client.send(request, HttpResponse.BodyHandlers.ofByteArray()).body());
  }

  private HttpResponse<String> send(
      String method, String path, @Nullable String body, @Nullable String ifMatch)
      throws Exception {
    HttpRequest.Builder request = request(method, path, body);
    if (ifMatch != null) {
      request.header("If-Match", ifMatch);
    }
    return send(request.build());
  }

  private HttpRequest.Builder request(String method, String path, @Nullable String body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(base + path))
            .method(
                method,
                body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body));
    return body == null ? request : request.header("Content-Type", "application/json");
  }

  /// Every answer is one that the description knows.
  private HttpResponse<String> send(HttpRequest request) throws Exception {
    HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
    contract.check(answer);
    return answer;
  }

  private static String etag(HttpResponse<String> answer) {
    return answer.headers().firstValue("ETag").orElse("");
  }

  private List<String> found(String query) throws Exception {
    return keys(new JsonObject(ask("GET", "/routes?" + query).body()));
  }

  private static List<String> keys(JsonObject page) {
    return page.getJsonArray("items").stream()
        .map(item -> ((JsonObject) item).getString("key"))
        .toList();
  }

  private static List<String> actions(JsonObject change) {
    return change.getJsonArray("routes").stream()
        .map(JsonObject.class::cast)
        .map(route -> route.getString("key") + " " + route.getString("action"))
        .toList();
  }
}
