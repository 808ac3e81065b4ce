package io.tidegate.gateway;

import static io.tidegate.media.testing.Patience.await;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.gateway.auth.Totp;
import io.tidegate.gateway.backup.BackupFile;
import io.tidegate.gateway.config.SettingsSource;
import io.tidegate.gateway.storage.FarStorage;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Secrets planted wherever a whole gateway takes one, and then looked for wherever it writes or
/// answers: its folder (database, log of the database, history, audit) but for the key, its log,
/// every `GET` of the API, the diagnostics bundle and the metrics.
@Timeout(300)
class PlantedSecretsTest {
  private static final String PASSWORD = "hush-password-of-eva";
  private static final String PHRASE = "hush-phrase-of-backup";

  private static final String ROUTE =
      """
      {"sources": [{"type": "rtsp-pull", "url": "rtsp://127.0.0.1:9/ch1", "user": "admin",
                    "password": "hush-camera%1$s"},
                   {"type": "rtmp-pull", "url": "rtmp://127.0.0.1:9/app", "streamKey": "hush-pull%1$s"},
                   {"type": "rtsp-pull", "url": "rtsp://127.0.0.1:9/ch2?channel=1&Pwd=hush-camera-pwd%1$s"},
                   {"type": "rtmp-pull", "url": "rtmp://127.0.0.1:9/app/name?token=hush-pull-token%1$s"},
                   {"type": "srt-call", "host": "127.0.0.1", "port": 9,
                    "streamId": "#!::r=x,u=eva,s=hush-srt-call%1$s,m=request"}],
       "outputs": {"rtmp-push": [{"url": "rtmp://127.0.0.1:9/app", "streamKey": "hush-push%1$s"},
                                 {"url": "rtmp://127.0.0.1:9/app/name?auth_key=hush-push-token%1$s"}],
                   "rtsp-push": [{"url": "rtsp://127.0.0.1:9/x", "user": "u", "password": "hush-rtsp%1$s"},
                                 {"url": "rtsp://127.0.0.1:9/y?sig=hush-push-sig%1$s"}],
                   "srt-push": [{"url": "srt://127.0.0.1:9?streamid=publish:x:eva:hush-srt-push%1$s"}]},
       "srt": {"passphrase": "hush-passphrase%1$s"}}
      """;

  private static final String SETTINGS =
      """
      {"srt.passphrase": "hush-setting", "jwt.secret": "hush-jwt-secret-of-more-than-32-bytes-ok",
       "auth-hook.url": "http://127.0.0.1:9/ask", "auth-hook.secret": "hush-hook-secret",
       "mail.host": "127.0.0.1", "mail.port": "9", "mail.security": "none", "mail.user": "gate",
       "mail.password": "hush-mail-password", "mail.from": "gate@example.com",
       "mail.to": "eva@example.com"}
      """;

  private static final String WEBHOOK =
      """
      {"name": "told", "url": "http://127.0.0.1:9/hook", "events": ["publish", "alarm-raised"],
       "secret": "hush-webhook-secret"}
      """;

  private static final String STORAGE =
      """
      {"type": "s3", "s3": {"endpoint": "http://127.0.0.1:9", "bucket": "bucket",
       "accessKey": "AKIA", "secretKey": "hush-s3-secret"}}
      """;

  /// What the API answered once, as it has to.
  private final List<String> planted = new ArrayList<>();

  @TempDir Path folder;
  private Gateway gateway;
  private HttpClient http;
  private ApiClient nobody;
  private Map<String, String> bound = Map.of();

  @BeforeEach
  void start() throws Exception {
    gateway = new Gateway(ControlPlane.settings(source(), folder));
    bound = gateway.start().addresses();
    http = HttpClient.newHttpClient();
    nobody = ApiClient.of(http, "http://" + bound.get("http") + "/api/v1");
  }

  private SettingsSource source() throws Exception {
    Map<String, String> environment = InProcess.environment(folder);
    environment.put("TIDEGATE_RTSP_PORT", "off");
    environment.put("TIDEGATE_PUBLISH", "token");
    environment.put("TIDEGATE_PUBLISH_TOKEN", "hush-publish");
    environment.put("TIDEGATE_METRICS_TOKEN", "hush-metrics");
    return SettingsSource.read(null, environment);
  }

  @AfterEach
  void stop() {
    http.shutdownNow();
    gateway.stop();
  }

  @Test
  void noSecretIsWhereItIsNotUsed() throws Exception {
    ApiClient eva = plant();
    talkToSomebodyWhoRepeatsWhatHeHears(eva);
    expect(eva.send("POST", "/routes/apply", "{\"routes\": 5}"), 422);
    cleanAnswers(eva);
    clean("events", eva.get("/events?limit=1000").body());
    assertThat(eva.get("/versions/2").body()).contains("sources[0].password");
    for (Path file : files()) {
      clean(file.toString(), text(file));
    }
    clean("metrics", metrics());
    gateway.stop();
    // with the settings that a start takes
    gateway = new Gateway(ControlPlane.settings(source(), folder));
    bound = gateway.start().addresses();
    ApiClient again = ApiClient.of(http, "http://" + bound.get("http") + "/api/v1");
    cleanAnswers(again.bearer(planted.getFirst()));
    clean("metrics", metrics());
    gateway.stop();
    for (Path file : files()) {
      clean(file.toString(), text(file));
    }
    assertThat(Files.readString(folder.resolve("tidegate.db"), ISO_8859_1))
        .contains("tgs1.", "live/cam");
  }

  private void cleanAnswers(ApiClient eva) throws Exception {
    for (String operation : ApiContract.load().operations()) {
      String path = operation.substring(operation.indexOf(' ') + 1);
      if (operation.startsWith("GET ") && !path.endsWith("/live") && !path.endsWith("/stream")) {
        String real = path.replace("{app}/{name}", "live/cam").replaceAll("\\{\\w+}", "2");
        clean("GET " + real, text(eva, real));
      }
    }
    clean("storage", text(eva, "/storage/far"));
    for (JsonObject hook : items(eva, "/webhooks")) {
      clean("webhook", text(eva, "/webhooks/" + hook.getString("id")));
      clean("deliveries", text(eva, "/webhooks/" + hook.getString("id") + "/deliveries"));
    }
  }

  private static List<JsonObject> items(ApiClient client, String path) throws Exception {
    JsonArray items = expect(client.get(path), 200).getJsonArray("items");
    assertThat(items).isNotEmpty();
    return items.stream().map(JsonObject.class::cast).toList();
  }

  /// A camera whose refusal says the URL that was asked for.
  private void talkToSomebodyWhoRepeatsWhatHeHears(ApiClient eva) throws Exception {
    try (ServerSocket camera = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual().start(() -> answer(camera));
      String url = "rtsp://127.0.0.1:" + camera.getLocalPort() + "/echo?a=1&token=hush-echo";
      JsonObject source = new JsonObject().put("type", "rtsp-pull").put("url", url);
      JsonObject route = new JsonObject().put("sources", JsonArray.of(source));
      expect(eva.send("PUT", "/routes/live/echo", route.encode()), 201);
      await().until(() -> eva.get("/rtsp/pulls").body().contains("no such URL rtsp://"));
      assertThat(eva.get("/rtsp/pulls").body()).contains("a=1&token=********");
      clean("pulls", eva.get("/rtsp/pulls").body());
    }
  }

  private static void answer(ServerSocket camera) {
    while (!camera.isClosed()) {
      try (Socket caller = camera.accept();
          BufferedReader in =
              new BufferedReader(new InputStreamReader(caller.getInputStream(), UTF_8))) {
        String url = "";
        for (String line = in.readLine(); line != null; line = in.readLine()) {
          url = line.startsWith("RTSP") || !line.contains(" RTSP/1.0") ? url : line.split(" ")[1];
          if (line.startsWith("CSeq:")) {
            String answer = "RTSP/1.0 404 no such URL " + url + "\r\n" + line + "\r\n\r\n";
            caller.getOutputStream().write(answer.getBytes(UTF_8));
          }
        }
      } catch (IOException gone) {
        assertThat(gone).isNotNull(); // it calls again, or the test is over
      }
    }
  }

  /// As somebody who may do everything.
  private ApiClient plant() throws Exception {
    expect(nobody.send("PUT", "/routes/live/cam", ROUTE.formatted("-old")), 201);
    expect(
        nobody.with("If-Match", "*").send("PUT", "/routes/live/cam", ROUTE.formatted("-new")), 200);
    String shown = nobody.get("/routes/live/cam").body();
    assertThat(shown).contains("channel=1&Pwd=********", "u=eva,s=********,m=request");
    JsonObject same = new JsonObject(shown).put("labels", JsonArray.of("seen"));
    expect(nobody.with("If-Match", "*").send("PUT", "/routes/live/cam", same.encode()), 200);
    expect(nobody.with("If-Match", "*").send("PATCH", "/settings", SETTINGS), 200);
    expect(nobody.send("POST", "/webhooks", WEBHOOK), 201);
    expect(nobody.send("PUT", "/storage/far", STORAGE), 201);
    expect(nobody.send("POST", "/storage/far/test", "{}"), 200);
    String key = "{\"name\": \"k\"}";
    String signing = expect(nobody.send("POST", "/urls/keys", key), 201).getString("secret");
    assertThat(signing).isNotEmpty();
    String draft = "{\"name\": \"t\", \"role\": \"administrator\", \"scope\": [\"*\"]}";
    String token = expect(nobody.send("POST", "/tokens", draft), 201).getString("secret");
    JsonObject user =
        new JsonObject()
            .put("name", "eva")
            .put("password", PASSWORD)
            .put("role", "administrator")
            .put("scope", JsonArray.of("*"));
    expect(nobody.send("POST", "/users", user.encode()), 201);
    ApiClient eva = nobody.basic("eva", PASSWORD);
    String otp = expect(eva.send("POST", "/me/otp", "{}"), 200).getString("secret");
    JsonObject confirm =
        new JsonObject()
            .put("secret", otp)
            .put("code", Totp.code(otp, Instant.now().getEpochSecond()))
            .put("password", PASSWORD);
    JsonObject taken = expect(eva.send("PUT", "/me/otp", confirm.encode()), 200);
    taken.getJsonArray("recoveryCodes").forEach(code -> planted.add(String.valueOf(code)));
    planted.addAll(0, List.of(token, otp, signing, "hush-"));
    ApiClient bearer = nobody.bearer(token);
    HttpResponse<InputStream> backup =
        bearer.open("POST", "/backup", "{\"passphrase\": \"" + PHRASE + "\"}");
    assertThat(BackupFile.open(PHRASE, backup.body().readAllBytes()))
        .contains("hush-camera-new", "hush-camera-pwd-new", "hush-pull-token-new")
        .contains("hush-srt-call-new", "hush-push-token-new", "hush-push-sig-new")
        .contains("hush-srt-push-new", "hush-setting", "hush-jwt", "hush-hook", "hush-mail");
    // in an address, as players bring it
    ApiClient player = ApiClient.of(http, "http://" + bound.get("http"));
    assertThat(player.status("GET", "/live/none.flv?token=hush-guess", null)).isNotEqualTo(200);
    assertThat(player.status("GET", "/live/none.flv?user=eva&pass=hush-guess", null))
        .isNotEqualTo(200);
    return bearer;
  }

  private static JsonObject expect(HttpResponse<String> answer, int status) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    return new JsonObject(answer.body());
  }

  private void clean(String where, String text) {
    planted.forEach(secret -> assertThat(text).as(where).doesNotContain(secret));
  }

  /// A bundle's files one after the other.
  private static String text(ApiClient client, String path) throws Exception {
    try (InputStream body = client.open("GET", path, null).body()) {
      byte[] bytes = body.readAllBytes();
      if (!path.equals("/diagnostics")) {
        return new String(bytes, UTF_8);
      }
      StringBuilder text = new StringBuilder();
      try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(bytes))) {
        while (zip.getNextEntry() != null) {
          text.append(new String(zip.readAllBytes(), UTF_8));
        }
      }
      assertThat(text).contains("rtsp://127.0.0.1:9/ch1");
      return text.toString();
    }
  }

  private List<Path> files() throws IOException {
    return FarStorage.below(folder).stream()
        .map(folder::resolve)
        .filter(file -> !file.startsWith(folder.resolve("native")))
        .filter(Files::isRegularFile) // nothing is written to a socket, and none can be read
        .toList();
  }

  private static String text(Path file) throws IOException {
    try {
      return Files.readString(file, ISO_8859_1);
    } catch (NoSuchFileException _) { // the server that runs has deleted it
      return "";
    }
  }

  private String metrics() throws Exception {
    ApiClient prometheus = ApiClient.of(http, "http://" + bound.get("metrics"));
    HttpResponse<String> page = prometheus.bearer("hush-metrics").get("/metrics");
    assertThat(page.statusCode()).isEqualTo(200);
    return page.body();
  }

  @Test
  void aBackupBringsEverythingBack() throws Exception {
    expect(nobody.send("PUT", "/routes/live/cam", ROUTE.formatted("-a")), 201);
    String setting = "{\"srt.passphrase\": \"hush-setting\", \"log.level\": \"warn\"}";
    expect(nobody.with("If-Match", "*").send("PATCH", "/settings", setting), 200);
    byte[] backup =
        nobody
            .open("POST", "/backup", "{\"passphrase\": \"" + PHRASE + "\"}")
            .body()
            .readAllBytes();
    JsonObject request =
        new JsonObject()
            .put("passphrase", PHRASE)
            .put("backup", Base64.getEncoder().encodeToString(backup));
    JsonObject same = restore(request.copy().put("dryRun", true), 200);
    assertThat(same.getJsonArray("routes")).isEmpty();

    expect(nobody.send("PUT", "/routes/live/other", "{}"), 201);
    expect(
        nobody.with("If-Match", "*").send("PUT", "/routes/live/cam", ROUTE.formatted("-b")), 200);
    String other = "{\"srt.passphrase\": \"hush-another\", \"log.level\": null}";
    expect(nobody.with("If-Match", "*").send("PATCH", "/settings", other), 200);
    JsonObject done = restore(request, 200);
    assertThat(done.getInteger("count")).isEqualTo(2);
    assertThat(done.getInteger("settingsVersion")).isEqualTo(3);
    assertThat(done.encode()).doesNotContain("hush-");
    assertThat(restore(request, 200).getValue("version")).isNull();
    byte[] again =
        nobody
            .open("POST", "/backup", "{\"passphrase\": \"" + PHRASE + "\"}")
            .body()
            .readAllBytes();
    assertThat(content(again)).isEqualTo(content(backup));

    restore(request.copy().put("passphrase", "another phrase"), 422);
    restore(request.copy().put("passphrase", "short"), 422);
    restore(request.copy().put("backup", "AAAA"), 422);
    restore(request.copy().put("backup", "?"), 422);
    restore(request.copy().put("backup", 5), 422);
    assertThat(nobody.send("POST", "/backup/restore", "[]").statusCode()).isEqualTo(400);
    assertThat(nobody.get("/backup").statusCode()).isEqualTo(405);
  }

  private static JsonObject content(byte[] backup) throws Exception {
    JsonObject content = new JsonObject(BackupFile.open(PHRASE, backup));
    content.remove("made");
    return content;
  }

  private JsonObject restore(JsonObject request, int status) throws Exception {
    HttpResponse<String> answer = nobody.send("POST", "/backup/restore", request.encode());
    ApiContract.load().check(answer);
    return expect(answer, status);
  }

  @Test
  void aGatewayWithoutItsKeyStartsAndSaysWhatWaits() throws Exception {
    expect(nobody.send("PUT", "/routes/live/cam", ROUTE.formatted("-a")), 201);
    expect(nobody.send("PUT", "/routes/live/open", "{}"), 201);
    gateway.stop();
    Path key = folder.resolve("secret.key");
    Path kept = Files.move(key, folder.resolve("kept"));
    gateway = new Gateway(ControlPlane.settings(source(), folder));
    nobody = ApiClient.of(http, "http://" + gateway.start().addresses().get("http") + "/api/v1");
    ApiClient root = new ApiClient(http, nobody.base().replace("/api/v1", ""), Map.of());
    String health = root.get("/health/ready").body();
    assertThat(health).contains("secrets", "1 route waits for it: live/cam", "no such file");
    assertThat(nobody.get("/routes/live/cam").body()).contains("********", "127.0.0.1:9/ch1");
    assertThat(nobody.get("/rtsp/pulls").body()).doesNotContain("live/cam");
    HttpResponse<String> refused =
        nobody.send("POST", "/backup", "{\"passphrase\": \"" + PHRASE + "\"}");
    assertThat(refused.statusCode()).isEqualTo(409);
    assertThat(nobody.send("PUT", "/routes/live/new", ROUTE.formatted("-b")).statusCode())
        .isEqualTo(409);
    gateway.stop();
    Files.move(kept, key);
    gateway = new Gateway(ControlPlane.settings(source(), folder));
    nobody = ApiClient.of(http, "http://" + gateway.start().addresses().get("http") + "/api/v1");
    assertThat(nobody.get("/rtsp/pulls").body()).contains("live/cam");
  }
}
