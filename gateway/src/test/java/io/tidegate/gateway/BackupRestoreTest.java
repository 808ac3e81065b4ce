package io.tidegate.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.gateway.account.Setup;
import io.tidegate.gateway.auth.Totp;
import io.tidegate.gateway.backup.BackupFile;
import io.tidegate.gateway.config.SettingsSource;
import io.tidegate.media.testing.Tool;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A machine that is gone, and another one that serves as it did, from its backup alone: two whole
/// gateways in this process.
@Timeout(300)
class BackupRestoreTest {
  private static final String PHRASE = "a phrase of backups";
  private static final String PASSWORD = "correct horse";
  private static final String ANOTHER = "battery staple";

  @TempDir Path folder;
  private ApiContract contract;
  private HttpClient http;
  private Machine old;
  private Machine other;

  /// A gateway with an administrator.
  private record Machine(Gateway gateway, ApiClient nobody, Path folder) {
    ApiClient as(String user, String password) {
      return nobody.basic(user, password);
    }
  }

  @BeforeEach
  void start() throws Exception {
    contract = ApiContract.load();
    http = HttpClient.newHttpClient();
    old = machine("old");
    other = machine("other");
  }

  private Machine machine(String name) throws Exception {
    Path data = Files.createDirectories(folder.resolve(name));
    Map<String, String> environment = InProcess.environment(data);
    environment.put("TIDEGATE_HTTP_TLS_PORT", "0");
    environment.put("TIDEGATE_RTSP_PORT", "off");
    Gateway gateway =
        new Gateway(ControlPlane.settings(SettingsSource.read(null, environment), data));
    String base = "http://" + gateway.start().addresses().get("http") + "/api/v1";
    return new Machine(gateway, ApiClient.of(http, base), data);
  }

  @AfterEach
  void stop() {
    http.shutdownNow();
    old.gateway().stop();
    other.gateway().stop();
  }

  private void setUp(Machine machine, String user, String password) throws Exception {
    String code = Files.readString(machine.folder().resolve(Setup.FILE)).strip();
    JsonObject draft =
        new JsonObject().put("code", code).put("user", user).put("password", password);
    ask(machine.nobody(), "POST", "/setup", draft.encode(), 201);
  }

  private JsonObject ask(ApiClient who, String method, String path, String body, int status)
      throws Exception {
    HttpResponse<String> answer = who.send(method, path, body.isEmpty() ? null : body);
    assertThat(answer.statusCode()).as(method + path + answer.body()).isEqualTo(status);
    contract.check(answer);
    return answer.body().isEmpty() ? new JsonObject() : new JsonObject(answer.body());
  }

  private static byte[] backup(ApiClient who) throws Exception {
    String body = new JsonObject().put("passphrase", PHRASE).encode();
    return who.open("POST", "/backup", body).body().readAllBytes();
  }

  private JsonObject restore(ApiClient who, byte[] file, boolean dryRun, int status)
      throws Exception {
    JsonObject body =
        new JsonObject()
            .put("passphrase", PHRASE)
            .put("backup", Base64.getEncoder().encodeToString(file))
            .put("dryRun", dryRun);
    return ask(who, "POST", "/backup/restore", body.encode(), status);
  }

  private static JsonObject part(JsonObject answer, String kind) {
    return answer.getJsonArray("parts").stream()
        .map(JsonObject.class::cast)
        .filter(part -> part.getString("kind").equals(kind))
        .findFirst()
        .orElse(new JsonObject());
  }

  private static JsonObject kept(String name, String why) {
    return new JsonObject().put("name", name).put("why", why);
  }

  /// Of everything one.
  private String furnish(ApiClient eva) throws Exception {
    ask(eva, "PUT", "/storage/far", STORAGE, 201);
    ask(eva, "PUT", "/spaces/acme", SPACE, 201);
    ask(eva, "PUT", "/routes/acme/cam", ROUTE, 201);
    ask(eva, "POST", "/users", IDA, 201);
    ask(eva, "POST", "/webhooks", WEBHOOK, 201);
    ask(eva, "POST", "/urls/keys", "{\"name\": \"shared\"}", 201);
    ask(eva.with("If-Match", "*"), "PUT", "/features/hls", "{\"percent\": 50}", 200);
    ask(eva.with("If-Match", "*"), "PATCH", "/settings", SETTINGS, 200);
    String token = "{\"name\": \"program\", \"role\": \"operator\", \"scope\": [\"*\"]}";
    return ask(eva, "POST", "/tokens", token, 201).getString("secret");
  }

  private static final String STORAGE =
      """
      {"type": "s3", "s3": {"endpoint": "http://127.0.0.1:9", "bucket": "bucket",
       "accessKey": "AKIA", "secretKey": "hush-s3-secret"}}
      """;
  private static final String SPACE = "{\"quotas\": {\"routes\": 1}, \"storage\": \"far\"}";
  private static final String ROUTE =
      """
      {"outputs": {"recording": {"storage": "far"}}, "srt": {"passphrase": "hush-passphrase"}}
      """;
  private static final String IDA =
      """
      {"name": "ida", "password": "%s", "role": "operator", "scope": ["acme/*"]}
      """
          .formatted(PASSWORD);
  private static final String WEBHOOK =
      """
      {"name": "told", "url": "http://127.0.0.1:9/hook", "events": ["publish"],
       "secret": "hush-webhook-secret"}
      """;
  private static final String SETTINGS =
      "{\"srt.passphrase\": \"hush-setting-secret\", \"log.level\": \"warn\"}";

  @Test
  void anotherMachineServesAsTheOldOne() throws Exception {
    setUp(old, "eva", PASSWORD);
    ApiClient eva = old.as("eva", PASSWORD);
    String token = furnish(eva);
    byte[] file = backup(eva);

    // the same person has another password there
    setUp(other, "eva", ANOTHER);
    ApiClient there = other.as("eva", ANOTHER);
    ask(there, "POST", "/users", IDA.replace("ida", "bob"), 201);
    JsonObject would = restore(there, file, true, 200);
    assertThat(part(would, "users").getJsonArray("added")).containsExactly("ida");
    assertThat(part(would, "users").getJsonArray("removed")).containsExactly("bob");
    assertThat(part(would, "users").getJsonArray("kept")).containsExactly(kept("eva", "restorer"));
    assertThat(part(would, "tokens").getJsonArray("added")).containsExactly("program");
    for (String kind : List.of("storage", "spaces", "switches", "signingKeys", "webhooks")) {
      assertThat(part(would, kind).getJsonArray("added")).as(kind).hasSize(1);
    }
    assertThat(part(would, "settings").getJsonArray("added"))
        .containsExactly("log.level", "srt.passphrase");
    assertThat(would.getInteger("count")).isEqualTo(1);
    assertThat(would.encode()).doesNotContain("hush-").doesNotContain("argon2");
    ask(there, "GET", "/storage/far", "", 404);
    ask(other.as("ida", PASSWORD), "GET", "/me", "", 401);

    JsonObject done = restore(there, file, false, 200);
    assertThat(done.getJsonArray("parts")).isEqualTo(would.getJsonArray("parts"));
    assertThat(done.getLong("settingsVersion")).isPositive();
    assertThat(done.getLong("switchesVersion")).isPositive();
    ask(there, "GET", "/me", "", 200);
    JsonObject ida = ask(other.as("ida", PASSWORD), "GET", "/me", "", 200);
    assertThat(ida.getString("role")).isEqualTo("operator");
    ask(other.as("bob", PASSWORD), "GET", "/me", "", 401);
    ask(other.nobody().bearer(token), "GET", "/routes/acme/cam", "", 200);
    same(eva, there, "/storage/far");
    same(eva, there, "/spaces/acme");
    same(eva, there, "/urls/keys");
    assertThat(content(backup(there), "users")).isEqualTo(content(file, "users"));
    assertThat(content(backup(there), "webhooks")).isEqualTo(content(file, "webhooks"));
    assertThat(content(backup(there), "signingKeys")).isEqualTo(content(file, "signingKeys"));

    JsonObject again = restore(there, file, false, 200);
    assertThat(again.getInteger("count")).isZero();
    assertThat(again.getJsonArray("parts"))
        .as("but who restores")
        .hasSize(1)
        .isEqualTo(new JsonArray().add(part(again, "users")));
    assertThat(part(again, "users").getJsonArray("changed")).isEmpty();
    String audit = ask(there, "GET", "/audit?limit=20", "", 200).encode();
    assertThat(audit).contains("/api/v1/backup/restore");
    String events = ask(there, "GET", "/events?limit=200", "", 200).encode();
    assertThat(events).contains("by a backup");
  }

  private void same(ApiClient here, ApiClient there, String path) throws Exception {
    JsonObject one = ask(here, "GET", path, "", 200);
    JsonObject two = ask(there, "GET", path, "", 200);
    for (String own : List.of("version", "health", "uploads", "usage", "problem", "next")) {
      one.remove(own);
      two.remove(own);
    }
    assertThat(two).isEqualTo(one);
  }

  /// But for who has restored.
  private static JsonObject content(byte[] file, String kind) throws Exception {
    JsonObject things =
        new JsonObject(BackupFile.open(PHRASE, file)).getJsonObject("kinds").getJsonObject(kind);
    things.remove("eva");
    return things;
  }

  @Test
  void aSecondFactorGoesAlong() throws Exception {
    setUp(old, "eva", PASSWORD);
    ApiClient eva = old.as("eva", PASSWORD);
    ask(eva, "POST", "/users", IDA, 201);
    String secret = factor();
    setUp(other, "root", ANOTHER);
    restore(other.as("root", ANOTHER), backup(eva), false, 200);
    JsonObject login = new JsonObject().put("user", "ida").put("password", PASSWORD);
    ask(other.nobody(), "POST", "/login", login.encode(), 401);
    login.put("otp", Totp.code(secret, Instant.now().getEpochSecond()));
    ask(other.nobody(), "POST", "/login", login.encode(), 200);
    // root was in no backup, and is who restored
    ask(other.as("root", ANOTHER), "GET", "/me", "", 200);
    ask(other.as("eva", PASSWORD), "GET", "/users/root", "", 200);
  }

  /// Of ida, at the old machine.
  private String factor() throws Exception {
    JsonObject login = new JsonObject().put("user", "ida").put("password", PASSWORD);
    HttpResponse<String> in = old.nobody().send("POST", "/login", login.encode());
    String cookie = in.headers().firstValue("Set-Cookie").orElseThrow();
    ApiClient ida =
        old.nobody()
            .with("Cookie", cookie.substring(0, cookie.indexOf(';')))
            .with("X-CSRF-Token", new JsonObject(in.body()).getString("csrf"));
    String secret = ask(ida, "POST", "/me/otp", "{}", 200).getString("secret");
    String code = Totp.code(secret, Instant.now().getEpochSecond());
    JsonObject confirm =
        new JsonObject().put("secret", secret).put("code", code).put("password", PASSWORD);
    ask(ida, "PUT", "/me/otp", confirm.encode(), 200);
    return secret;
  }

  @Test
  void whoIsNobodyYetGetsHisAnswer() throws Exception {
    setUp(old, "eva", PASSWORD);
    byte[] file = backup(old.as("eva", PASSWORD));
    JsonObject done = restore(other.nobody(), file, false, 200);
    assertThat(part(done, "users").getJsonArray("added")).containsExactly("eva");
    assertThat(part(done, "users").getJsonArray("kept")).isEmpty();
    ask(other.as("eva", PASSWORD), "GET", "/me", "", 200);
    assertThat(other.nobody().get("/me").statusCode()).as("there are users now").isEqualTo(401);
  }

  @Test
  void aTokenThatRestoresStays() throws Exception {
    setUp(old, "eva", PASSWORD);
    byte[] file = backup(old.as("eva", PASSWORD));
    setUp(other, "root", ANOTHER);
    String token =
        ask(
                other.as("root", ANOTHER),
                "POST",
                "/tokens",
                "{\"name\": \"mine\", \"role\": \"administrator\", \"scope\": [\"*\"]}",
                201)
            .getString("secret");
    JsonObject done = restore(other.nobody().bearer(token), file, false, 200);
    assertThat(part(done, "tokens").getJsonArray("kept")).containsExactly(kept("mine", "restorer"));
    assertThat(part(done, "users").getJsonArray("removed")).containsExactly("root");
    ask(other.nobody().bearer(token), "GET", "/users/eva", "", 200);
  }

  @Test
  void whatIsRefusedChangesNothing() throws Exception {
    setUp(old, "eva", PASSWORD);
    ApiClient eva = old.as("eva", PASSWORD);
    furnish(eva);
    JsonObject text = new JsonObject(BackupFile.open(PHRASE, backup(eva)));
    setUp(other, "eva", PASSWORD);
    ApiClient there = other.as("eva", PASSWORD);
    JsonObject kinds = text.getJsonObject("kinds");
    JsonObject noSpace = kinds.copy();
    noSpace.getJsonObject("spaces").put("acme", "{\"routes\": 1}");
    refused(there, text.copy().put("kinds", noSpace), 422, "spaces, acme");
    JsonObject noUser = kinds.copy();
    noUser.getJsonObject("users").put("ida", "{\"id\": \"hush\", \"role\": \"king\"}");
    refused(there, text.copy().put("kinds", noUser), 422, "users, ida");
    JsonObject noProfile = kinds.copy();
    noProfile.put("storage", new JsonObject());
    refused(there, text.copy().put("kinds", noProfile), 422, "no storage profile far");
    refused(
        there,
        text.copy().put("settings", new JsonObject().put("log.level", "shout")),
        422,
        "log.level");
    refused(there, text.copy().put("form", 9), 422, "form 9");
    ask(there, "GET", "/storage/far", "", 404);
    ask(there, "GET", "/users/ida", "", 404);
    ask(there, "GET", "/spaces/acme", "", 404);
    restore(there, BackupFile.seal(PHRASE, text.encode()), false, 200);
  }

  private void refused(ApiClient there, JsonObject text, int status, String words)
      throws Exception {
    byte[] file = BackupFile.seal(PHRASE, text.encode());
    String dry = restore(there, file, true, status).getString("detail");
    assertThat(dry).contains(words).doesNotContain("hush");
    assertThat(restore(there, file, false, status).getString("detail")).isEqualTo(dry);
  }

  /// As a release before wrote it: users and the rest stay.
  @Test
  void formOneIsTakenAsBefore() throws Exception {
    setUp(other, "eva", PASSWORD);
    ApiClient there = other.as("eva", PASSWORD);
    ask(there, "POST", "/users", IDA, 201);
    String text =
        """
        {"form": 1, "made": "2026-01-01T00:00:00Z", "routes": [{"key": "live/cam"}],
         "settings": {"log.level": "warn", "cluster.name": "old"}}
        """;
    JsonObject done = restore(there, BackupFile.seal(PHRASE, text), false, 200);
    assertThat(part(done, "settings").getJsonArray("kept"))
        .containsExactly(kept("cluster.name", "machine"));
    assertThat(done.getJsonArray("parts")).hasSize(1);
    ask(other.as("ida", PASSWORD), "GET", "/me", "", 200);
    ask(there, "GET", "/routes/live/cam", "", 200);
  }

  @Test
  void anOwnCertificateGoesAlongAndOneThatSignsItselfDoesNot() throws Exception {
    setUp(old, "eva", PASSWORD);
    ApiClient eva = old.as("eva", PASSWORD);
    assertThat(content(backup(eva), "certificate")).isEmpty();
    Path chain = folder.resolve("made.pem");
    Path key = folder.resolve("made-key.pem");
    Tool.run(
        60,
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:prime256v1",
        "-nodes",
        "-subj",
        "/CN=gate.example",
        "-days",
        "30",
        "-keyout",
        key.toString(),
        "-out",
        chain.toString());
    String pair =
        new JsonObject()
            .put("chain", Files.readString(chain))
            .put("key", Files.readString(key))
            .encode();
    String shown = ask(eva, "PUT", "/certificates/own", pair, 200).getString("fingerprint");
    setUp(other, "eva", PASSWORD);
    ApiClient there = other.as("eva", PASSWORD);
    JsonObject done = restore(there, backup(eva), false, 200);
    assertThat(part(done, "certificate").getJsonArray("added")).containsExactly("own");
    assertThat(ask(there, "GET", "/certificates", "", 200).encode()).contains(shown);
    assertThat(Files.getPosixFilePermissions(other.folder().resolve("tls/key.pem"))).hasSize(2);
  }
}
