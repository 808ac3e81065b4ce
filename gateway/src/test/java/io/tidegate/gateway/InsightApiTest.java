package io.tidegate.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.gateway.config.SettingsSource;
import io.tidegate.media.testing.Tool;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/// What administrators' pages ask a whole gateway in this process: how settings are typed in,
/// self-tests, the log, what waits for receivers, and another certificate.
class InsightApiTest {
  private static final String SECRET = "hush-publish-token";

  @TempDir static Path folder;
  private static Gateway gateway;
  private static HttpClient http;
  private static ApiClient api;

  @BeforeAll
  static void start() throws Exception {
    Map<String, String> environment = InProcess.environment(folder);
    environment.put("TIDEGATE_RTSP_PORT", "off");
    environment.put("TIDEGATE_HTTP_TLS_PORT", "0");
    environment.put("TIDEGATE_PUBLISH", "token");
    environment.put("TIDEGATE_PUBLISH_TOKEN", SECRET);
    SettingsSource source = SettingsSource.read(null, environment);
    gateway = new Gateway(ControlPlane.settings(source, folder));
    http = HttpClient.newHttpClient();
    api = ApiClient.of(http, "http://" + gateway.start().addresses().get("http") + "/api/v1");
  }

  @AfterAll
  static void stop() {
    http.shutdownNow();
    gateway.stop();
  }

  private static JsonObject json(String path) throws Exception {
    HttpResponse<String> answer = api.get(path);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return new JsonObject(answer.body());
  }

  private static List<JsonObject> items(String path) throws Exception {
    return json(path).getJsonArray("items").stream().map(JsonObject.class::cast).toList();
  }

  private static JsonObject setting(String key) throws Exception {
    return items("/settings").stream()
        .filter(one -> one.getString("key").equals(key))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void settingsSayHowTheyAreTypedIn() throws Exception {
    JsonObject grace = setting("streams.grace-ms");
    assertThat(grace.getString("type")).isEqualTo("number");
    assertThat(grace.getString("min")).isEqualTo("0");
    assertThat(grace.getString("max")).isEqualTo("300000");
    assertThat(grace.getString("unit")).isEqualTo("ms");
    JsonObject level = setting("log.level");
    assertThat(level.getString("type")).isEqualTo("choice");
    assertThat(level.getJsonArray("words"))
        .isEqualTo(JsonArray.of("error", "warn", "info", "debug"));
    assertThat(setting("http.tls-port").getJsonArray("words"))
        .isEqualTo(JsonArray.of("off", "auto"));
    assertThat(setting("rtmp.port").getJsonArray("words")).isEqualTo(JsonArray.of("off"));
    assertThat(setting("publish-token").getString("type")).isEqualTo("secret");
    assertThat(setting("brownout.enabled").getString("type")).isEqualTo("switch");
    assertThat(setting("limits.egress-mbps").getString("unit")).isEqualTo("Mb/s");
    assertThat(setting("hls.memory").getString("type")).isEqualTo("size");
    assertThat(setting("data-dir").getString("change")).isEqualTo("fixed");
    assertThat(setting("clips.file-folders").getString("type")).isEqualTo("file");
  }

  @Test
  void selfTestsSayWhatToDo() throws Exception {
    List<JsonObject> checks = items("/diagnostics/checks");
    assertThat(checks)
        .extracting(check -> check.getString("id"))
        .contains("ports", "udp-receive-buffer", "clock", "disk", "certificate", "descriptors");
    assertThat(checks)
        .allSatisfy(check -> {
          boolean well = check.getString("verdict").equals("ok");
          assertThat(check.getString("advice") == null).as("%s", check).isEqualTo(well);
        });
    assertThat(json("/diagnostics/runtime").getJsonObject("memory").getLong("heapUsed"))
        .isPositive();
    assertThat(items("/diagnostics/contents"))
        .extracting(part -> part.getString("name"))
        .contains("log.txt", "settings.json");
    assertThat(json("/diagnostics/software").getString("licence")).isEqualTo("Apache-2.0");
  }

  @Test
  void theLogIsReadByNumberAndLevelAndTellsNoSecret() throws Exception {
    LoggerFactory.getLogger(InsightApiTest.class).info("nobody may read {}", SECRET);
    HttpResponse<String> all = api.get("/diagnostics/log?limit=1000");
    assertThat(all.statusCode()).isEqualTo(200);
    assertThat(all.body()).doesNotContain(SECRET);
    long last = new JsonObject(all.body()).getLong("last");
    assertThat(items("/diagnostics/log?level=error"))
        .allMatch(line -> line.getString("level").equals("error"));
    assertThat(items("/diagnostics/log?limit=1")).hasSizeLessThanOrEqualTo(1);
    assertThat(items("/diagnostics/log?after=" + Math.max(1, last)))
        .allMatch(line -> line.getLong("number") > last);
    for (String wrong : List.of("level=loud", "limit=0", "limit=1001", "after=-1", "x=1")) {
      assertThat(api.get("/diagnostics/log?" + wrong).statusCode()).as(wrong).isEqualTo(400);
    }
  }

  @Test
  void receiversThatAreNotConfiguredAreNotTried() throws Exception {
    assertThat(json("/mail").getBoolean("configured")).isFalse();
    assertThat(json("/syslog").getBoolean("configured")).isFalse();
    assertThat(api.send("POST", "/syslog/test", "{}").statusCode()).isEqualTo(409);
    JsonObject parts = json("/capabilities").getJsonObject("parts");
    for (String part : List.of("network", "updates", "capture")) {
      assertThat(parts.getJsonObject(part).getBoolean("available")).as(part).isFalse();
      assertThat(parts.getJsonObject(part).getString("reason")).as(part).isNotBlank();
    }
    assertThat(parts.getJsonObject("cluster").getBoolean("available")).isTrue();
  }

  @Test
  void theOwnCertificateIsMadeAnewAndReplaced() throws Exception {
    JsonObject first = items("/certificates").getFirst();
    assertThat(first.getBoolean("own")).isTrue();
    String chain = Files.readString(folder.resolve("tls/cert.pem"));
    String key = Files.readString(folder.resolve("tls/key.pem"));
    HttpResponse<String> renewed = api.send("POST", "/certificates/own/renewal", "{}");
    assertThat(renewed.statusCode()).as(renewed.body()).isEqualTo(200);
    JsonObject second = new JsonObject(renewed.body());
    assertThat(second.getString("fingerprint")).isNotEqualTo(first.getString("fingerprint"));
    String otherKey = Files.readString(folder.resolve("tls/key.pem"));
    for (String wrong :
        List.of(pair(chain, otherKey), pair("no PEM", key), pair(chain, "x".repeat(65_537)))) {
      HttpResponse<String> refused = api.send("PUT", "/certificates/own", wrong);
      assertThat(refused.statusCode()).as(refused.body()).isEqualTo(422);
      assertThat(refused.body()).doesNotContain("PRIVATE KEY");
    }
    assertThat(items("/certificates").getFirst().getString("fingerprint"))
        .isEqualTo(second.getString("fingerprint"));
    HttpResponse<String> back = api.send("PUT", "/certificates/own", pair(chain, key));
    assertThat(back.statusCode()).as(back.body()).isEqualTo(200);
    assertThat(new JsonObject(back.body()).getString("fingerprint"))
        .isEqualTo(first.getString("fingerprint"));
  }

  @Test
  void anAuthoritySignsWhatTheGatewayAsksForAndTheKeyStays() throws Exception {
    String path = "/certificates/own/request";
    assertThat(api.get(path).statusCode()).isEqualTo(404);
    for (String wrong :
        List.of(
            "{}",
            "{\"names\":[]}",
            "{\"names\":[\"a b\"]}",
            "{\"names\":[\"a\"],\"country\":\"de\"}",
            "{\"names\":[\"a\"],\"organization\":\"%s\"}".formatted("x".repeat(65)))) {
      assertThat(api.send("POST", path, wrong).statusCode()).as(wrong).isEqualTo(422);
    }
    String wanted = "{\"names\":[\"gate.example\",\"192.0.2.1\"],\"organization\":\"Us\"}";
    assertThat(api.send("POST", path, wanted).statusCode()).isEqualTo(200);
    JsonObject waits = json(path);
    assertThat(waits.getJsonArray("names")).containsExactly("gate.example", "192.0.2.1");
    assertThat(waits.encode()).doesNotContain("PRIVATE");

    String signed = sign(waits.getString("request"));
    JsonObject chain = new JsonObject().put("chain", Files.readString(folder.resolve("ca.pem")));
    assertThat(api.send("PUT", "/certificates/own", chain.encode()).statusCode())
        .as("of another key")
        .isEqualTo(422);
    HttpResponse<String> taken =
        api.send("PUT", "/certificates/own", new JsonObject().put("chain", signed).encode());
    assertThat(taken.statusCode()).as(taken.body()).isEqualTo(200);
    JsonObject now = new JsonObject(taken.body());
    assertThat(now.getString("subject")).contains("CN=gate.example").contains("O=Us");
    assertThat(now.getBoolean("selfSigned")).isFalse();
    assertThat(now.getJsonArray("names")).containsExactly("gate.example", "192.0.2.1");
    assertThat(api.get(path).statusCode()).isEqualTo(404);
    assertThat(
            api.send("PUT", "/certificates/own", new JsonObject().put("chain", signed).encode())
                .statusCode())
        .as("its request is done")
        .isEqualTo(422);

    assertThat(api.send("POST", path, wanted).statusCode()).isEqualTo(200);
    assertThat(api.send("DELETE", path, "").statusCode()).isEqualTo(204);
    assertThat(api.send("DELETE", path, "").statusCode()).isEqualTo(404);
    assertThat(folder.resolve("tls/request-key.pem")).doesNotExist();
  }

  /// As an authority does it, with the names that were asked for.
  private static String sign(String request) throws Exception {
    Path asked = Files.writeString(folder.resolve("asked.csr"), request);
    String ca = folder.resolve("ca.pem").toString();
    String caKey = folder.resolve("ca-key.pem").toString();
    String made = folder.resolve("made.pem").toString();
    Tool.run(
        60,
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-subj",
        "/CN=an authority",
        "-keyout",
        caKey,
        "-out",
        ca);
    Tool.run(
        60,
        "openssl",
        "x509",
        "-req",
        "-in",
        asked.toString(),
        "-CA",
        ca,
        "-CAkey",
        caKey,
        "-CAcreateserial",
        "-copy_extensions",
        "copy",
        "-days",
        "90",
        "-out",
        made);
    Tool.run(60, "openssl", "verify", "-CAfile", ca, "-verify_hostname", "gate.example", made);
    return Files.readString(Path.of(made));
  }

  private static String pair(String chain, String key) {
    return new JsonObject().put("chain", chain).put("key", key).encode();
  }
}
