package io.tidegate.gateway;

import static io.tidegate.gateway.RoutesClient.actions;
import static io.tidegate.gateway.RoutesClient.etag;
import static io.tidegate.gateway.RoutesClient.keys;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.gateway.config.SettingsSource;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
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
  private HttpClient client;
  private ApiContract contract;
  private RoutesClient api;

  @BeforeEach
  void start() throws Exception {
    contract = ApiContract.load();
    SettingsSource source = SettingsSource.read(null, InProcess.environment(folder));
    gateway = new Gateway(ControlPlane.settings(source, folder));
    client = HttpClient.newHttpClient();
    api =
        new RoutesClient(
            client, "http://" + gateway.start().addresses().get("http") + "/api/v1", contract);
  }

  @AfterEach
  void stop() {
    client.close();
    gateway.stop();
  }

  @Test
  void createsReadsChangesAndDeletesARoute() throws Exception {
    HttpResponse<String> created = api.put("/routes/live/cam", CAMERA);
    assertThat(created.statusCode()).isEqualTo(201);
    assertThat(etag(created)).isEqualTo("\"1\"");
    assertThat(created.body()).doesNotContain("correcthorse").contains("********");

    HttpResponse<String> read = api.ask("GET", "/routes/live/cam");
    assertThat(read.body()).isEqualTo(created.body());
    JsonObject route = new JsonObject(read.body());
    assertThat(route.getString("key")).isEqualTo("live/cam");
    assertThat(route.getString("changedBy")).isEqualTo("api 127.0.0.1");

    HttpResponse<String> changed =
        api.send("PUT", "/routes/live/cam", route.put("enabled", false).encode(), etag(read));
    assertThat(changed.statusCode()).isEqualTo(200);
    assertThat(etag(changed)).isEqualTo("\"2\"");
    assertThat(new JsonObject(changed.body()).getBoolean("enabled")).isFalse();

    HttpResponse<String> patched =
        api.send(
            "PATCH", "/routes/live/cam", "{\"enabled\": true, \"graceMs\": null}", etag(changed));
    assertThat(patched.statusCode()).isEqualTo(200);
    assertThat(new JsonObject(patched.body()).containsKey("graceMs")).isFalse();
    assertThat(new JsonObject(patched.body()).getJsonObject("srt").getString("passphrase"))
        .isEqualTo("********");

    assertThat(api.send("DELETE", "/routes/live/cam", null, etag(patched)).statusCode())
        .isEqualTo(204);
    assertThat(api.ask("GET", "/routes/live/cam").statusCode()).isEqualTo(404);
    assertThat(api.send("DELETE", "/routes/live/cam", null, "*").statusCode()).isEqualTo(404);
    assertThat(api.exportYaml()).isEqualTo("routes: []\n");
  }

  @Test
  void anAnswerSaysWhichChangeWasItsOwn() throws Exception {
    assertThat(change(api.put("/routes/live/cam", CAMERA))).isEqualTo("1");
    assertThat(change(api.ask("GET", "/routes/live/cam"))).isEmpty();
    String off = "{\"enabled\": false}";
    assertThat(change(api.send("PATCH", "/routes/live/cam", off, "*"))).isEqualTo("2");
    HttpResponse<String> same = api.send("PATCH", "/routes/live/cam", off, "*");
    assertThat(change(same)).isEqualTo("0");
    assertThat(etag(same)).isEqualTo("\"2\"");
  }

  private static String change(HttpResponse<String> answer) {
    return answer.headers().firstValue("Change-Version").orElse("");
  }

  @Test
  void aChangeSaysWhichVersionItIsMeantFor() throws Exception {
    api.put("/routes/live/cam", CAMERA);
    assertThat(api.put("/routes/live/cam", CAMERA).statusCode()).isEqualTo(428);
    assertThat(api.send("DELETE", "/routes/live/cam", null, null).statusCode()).isEqualTo(428);
    assertThat(api.send("PATCH", "/routes/live/cam", "{}", null).statusCode()).isEqualTo(428);
    for (String old : List.of("\"7\"", "W/\"1\"", "\"\"", "1")) {
      HttpResponse<String> stale = api.send("PUT", "/routes/live/cam", "{}", old);
      assertThat(stale.statusCode()).as(old).isEqualTo(412);
      assertThat(etag(stale)).isEqualTo("\"1\"");
      JsonObject current = new JsonObject(stale.body()).getJsonObject("current");
      assertThat(current.getJsonArray("labels")).containsExactly("door");
      assertThat(stale.body()).doesNotContain("correcthorse");
    }
    assertThat(api.send("PUT", "/routes/live/new", "{}", "\"1\"").statusCode()).isEqualTo(412);
    assertThat(api.send("PUT", "/routes/live/cam", "{}", "\"9\", \"1\"").statusCode())
        .isEqualTo(200);
    assertThat(api.send("PATCH", "/routes/live/cam", "{\"graceMs\": 1}", "*").statusCode())
        .isEqualTo(200);
    HttpRequest creating =
        api.request("PUT", "/routes/live/cam", "{}").header("If-None-Match", "*").build();
    assertThat(api.send(creating).statusCode()).isEqualTo(412);
  }

  @Test
  void namesTheFieldThatIsWrong() throws Exception {
    HttpResponse<String> wrong =
        api.put(
            "/routes/live/cam",
            "{\"graceMs\": 300001, \"sources\": [{\"type\": \"srt-call\", \"host\": \"h\"}]}");
    assertThat(wrong.statusCode()).isEqualTo(422);
    assertThat(new JsonObject(wrong.body()).getString("field")).isEqualTo("sources[0]");
    wrong = api.put("/routes/live/cam", "{\"graceMs\": -1, \"srt\": {\"latencyMs\": 9}}");
    assertThat(wrong.statusCode()).isEqualTo(422);
    JsonArray errors = new JsonObject(wrong.body()).getJsonArray("errors");
    assertThat(errors.stream().map(error -> ((JsonObject) error).getString("field")))
        .containsExactly("graceMs", "srt.latencyMs");
    assertThat(api.put("/routes/live/cam", "{\"key\": \"live/other\"}").statusCode())
        .isEqualTo(422);
    assertThat(api.put("/routes/live/cam", "[]").statusCode()).isEqualTo(400);
    assertThat(api.put("/routes/api/cam", "{}").statusCode()).isEqualTo(404);
    assertThat(api.put("/routes/live/cam", " ".repeat(300_000)).statusCode()).isEqualTo(413);
    HttpRequest text =
        HttpRequest.newBuilder(URI.create(api.base() + "/routes/live/cam"))
            .PUT(HttpRequest.BodyPublishers.ofString("{}"))
            .header("Content-Type", "text/plain")
            .build();
    assertThat(api.send(text).statusCode()).isEqualTo(415);
    assertThat(api.exportYaml()).isEqualTo("routes: []\n");
  }

  @Test
  void twoRoutesOnOnePortAreAConflict() throws Exception {
    String listens = "{\"enabled\": true, \"sources\": [{\"type\": \"srt-listen\", \"port\": 9}]}";
    assertThat(api.put("/routes/live/a", listens.replace("true", "false")).statusCode())
        .isEqualTo(201);
    assertThat(
            api.send("PUT", "/routes/live/a", listens.replace("true", "false"), "*").statusCode())
        .isEqualTo(200);
    assertThat(
            api.apply("", "{\"routes\": [" + keyed("b", 9) + "," + keyed("c", 9) + "]}")
                .statusCode())
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
    assertThat(api.applyYaml("", yaml.toString()).statusCode()).isEqualTo(200);

    Set<String> keys = new TreeSet<>();
    String after = "";
    do {
      JsonObject page = new JsonObject(api.ask("GET", "/routes?limit=10" + after).body());
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
      HttpResponse<String> refused = api.ask("GET", "/routes?" + wrong);
      assertThat(refused.statusCode()).as(wrong).isEqualTo(400);
      assertThat(new JsonObject(refused.body()).getString("field"))
          .isEqualTo(wrong.substring(0, wrong.indexOf('=')));
    }
  }

  @Test
  void historyIsShownUndoneAndRestored() throws Exception {
    api.put("/routes/live/a", CAMERA);
    api.send("PATCH", "/routes/live/a", "{\"srt\": {\"passphrase\": \"batterystaple\"}}", "*");
    api.put("/routes/live/b", "{}");
    JsonArray list =
        new JsonObject(api.ask("GET", "/versions?limit=2").body()).getJsonArray("items");
    assertThat(list).hasSize(2);
    assertThat(new JsonObject(api.ask("GET", "/versions?key=live/a").body()).getJsonArray("items"))
        .hasSize(2);
    HttpResponse<String> one = api.ask("GET", "/versions/2");
    assertThat(one.body()).doesNotContain("batterystaple", "correcthorse");
    JsonObject diff =
        new JsonObject(one.body())
            .getJsonArray("routes")
            .getJsonObject(0)
            .getJsonArray("diff")
            .getJsonObject(0);
    assertThat(diff.getString("path")).isEqualTo("srt.passphrase");
    assertThat(api.ask("GET", "/versions/99").statusCode()).isEqualTo(404);
    assertThat(api.ask("GET", "/versions/x").statusCode()).isEqualTo(404);

    assertThat(api.post("/versions/1/undo").statusCode()).isEqualTo(409);
    assertThat(api.post("/versions/2/undo").statusCode()).isEqualTo(200);
    assertThat(api.backedUp()).contains("correcthorse").doesNotContain("batterystaple");
    assertThat(api.post("/versions/0/restore?key=live/b").statusCode()).isEqualTo(200);
    assertThat(api.ask("GET", "/routes/live/b").statusCode()).isEqualTo(404);
    HttpResponse<String> nothing = api.post("/versions/0/restore?key=live/b");
    assertThat(new JsonObject(nothing.body()).getValue("version")).isNull();
    assertThat(api.post("/versions/0/restore").statusCode()).isEqualTo(200);
    assertThat(api.exportYaml()).isEqualTo("routes: []\n");
  }

  @Test
  void appliesAFileAfterSayingWhatItWouldDo() throws Exception {
    api.put("/routes/live/a", CAMERA);
    api.put("/routes/live/b", "{}");
    String file = "routes: [{key: a, labels: [door], grace-ms: 1}, {key: c}]\n";
    JsonObject would = new JsonObject(api.applyYaml("?dryRun=true&prune=true", file).body());
    assertThat(would.getBoolean("dryRun")).isTrue();
    assertThat(would.getValue("version")).isNull();
    assertThat(actions(would)).containsExactly("live/a update", "live/b delete", "live/c create");
    assertThat(keys(new JsonObject(api.ask("GET", "/routes").body())))
        .containsExactly("live/a", "live/b");

    JsonObject done = new JsonObject(api.applyYaml("?prune=true", file).body());
    assertThat(done.getInteger("version")).isEqualTo(3);
    assertThat(keys(new JsonObject(api.ask("GET", "/routes").body())))
        .containsExactly("live/a", "live/c");
    assertThat(api.applyYaml("", "routes: [{key: d}, {key: d}]").statusCode()).isEqualTo(422);
    assertThat(api.applyYaml("", "routes: [{key: d, grace-ms: x}]").body())
        .contains("routes:1: routes[0].grace-ms: expected a whole number");
    assertThat(api.apply("", "{\"routes\": {}}").statusCode()).isEqualTo(422);
    assertThat(api.apply("?prune=perhaps", "{\"routes\": []}").statusCode()).isEqualTo(400);
    assertThat(api.ask("GET", "/routes/apply").statusCode()).isEqualTo(405);
  }

  @Test
  void bringsInAFileOfAnotherProgramAfterSayingWhatItWouldDo() throws Exception {
    api.put("/routes/live/cam", CAMERA);
    String file = "paths:\n  cam:\n    source: rtsp://u:geheim@127.0.0.1:9/x\n    record: yes\n";
    HttpResponse<String> would = api.importYaml("?dryRun=true", file);
    JsonObject plan = new JsonObject(would.body());
    assertThat(actions(plan)).containsExactly("live/cam update");
    assertThat(plan.getValue("version")).isNull();
    assertThat(plan.getString("format")).isEqualTo("mediamtx");
    JsonObject note = plan.getJsonArray("notes").getJsonObject(1);
    assertThat(note.getInteger("line")).isEqualTo(4);
    assertThat(note.getString("key")).isEqualTo("paths.cam.record");
    assertThat(note.getString("kind")).isEqualTo("left-out");
    assertThat(would.body()).doesNotContain("geheim");
    assertThat(api.exportYaml()).doesNotContain("rtsp-pull");

    JsonObject done = new JsonObject(api.importYaml("?format=mediamtx", file).body());
    assertThat(done.getInteger("version")).isEqualTo(2);
    assertThat(api.backedUp()).contains("rtsp-pull", "geheim");

    assertThat(api.importYaml("?format=srs", file).statusCode()).isEqualTo(400);
    assertThat(api.importYaml("", "paths: 5").statusCode()).isEqualTo(422);
    assertThat(api.importYaml("", "a: b").statusCode()).isEqualTo(422);
    assertThat(api.importYaml("", "#".repeat(10 << 20)).statusCode()).isEqualTo(413);
    assertThat(api.send("POST", "/routes/import", "{}", null).statusCode()).isEqualTo(415);
    assertThat(api.ask("GET", "/routes/import").statusCode()).isEqualTo(405);
  }

  @Test
  void whatIsExportedHoldsNoSecret() throws Exception {
    api.put("/routes/live/a", CAMERA);
    api.put(
        "/routes/live/b",
        "{\"outputs\": {\"hls\": false, \"srt-push\": [{\"host\": \"h\", \"port\": 1}]}}");
    assertThat(api.ask("GET", "/routes/export?secrets=true").statusCode()).isEqualTo(400);
    String masked = api.exportYaml();
    assertThat(masked).doesNotContain("correcthorse");
    assertThat(new JsonObject(api.applyYaml("?prune=true", masked).body()).getValue("version"))
        .isNull();
    api.applyYaml("?prune=true", "routes: []");
    assertThat(api.applyYaml("", masked).statusCode()).isEqualTo(422);
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
        int found = ApiContract.isAbsentAtFirst(path) ? 404 : 200;
        assertThat(api.ask("GET", path).statusCode()).as(path).isEqualTo(found);
        assertThat(api.ask("PROPFIND", path).statusCode()).as(path).isEqualTo(405);
      }
    }
    assertThat(contract.seen()).contains("GET /streams", "GET /routes", "GET /srt/capabilities");
  }

  private List<String> found(String query) throws Exception {
    return keys(new JsonObject(api.ask("GET", "/routes?" + query).body()));
  }
}
