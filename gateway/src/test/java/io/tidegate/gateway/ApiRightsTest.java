package io.tidegate.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.gateway.auth.Role;
import io.tidegate.gateway.config.SettingsSource;
import io.tidegate.media.Nullable;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Every role at every call of `openapi.yaml`, at an own path and at a foreign one, on a whole
/// gateway in this process.
@Timeout(300)
class ApiRightsTest {
  private static final Set<String> OPEN =
      Set.of("GET /openapi.yaml", "GET /", "GET /docs", "GET /setup", "POST /setup", "POST /login");
  private static final Set<String> ALL_STREAMS =
      Set.of(
          "POST /routes/apply",
          "POST /routes/import",
          "POST /versions/{version}/undo",
          "POST /versions/{version}/restore",
          "GET /load",
          "GET /features",
          "GET /features/versions",
          "PUT /features/{name}",
          "POST /features/versions/{version}/undo",
          "GET /diagnostics",
          "POST /diagnostics/jfr",
          "POST /diagnostics/heap-dump",
          "GET /diagnostics/threads",
          "GET /diagnostics/checks",
          "GET /diagnostics/runtime",
          "GET /diagnostics/log",
          "GET /diagnostics/contents",
          "GET /diagnostics/software",
          "PUT /spaces/{name}",
          "DELETE /spaces/{name}",
          "POST /backup",
          "POST /backup/restore",
          "POST /alarms/{id}/acknowledge",
          "POST /alarms/{id}/snooze",
          "GET /audit",
          "GET /urls/keys",
          "POST /urls/keys",
          "DELETE /urls/keys/{name}",
          "GET /audit/verify");

  @TempDir static Path folder;

  private static Gateway gateway;
  private static ApiContract contract;
  private static HttpClient http;
  private static ApiClient nobody;
  private static ApiClient administrator;

  /// Tokens by role, for all streams and for `acme/*`.
  private static final Map<Role, ApiClient> WHOLE = new TreeMap<>();

  private static final Map<Role, ApiClient> SCOPED = new TreeMap<>();

  @BeforeAll
  static void start() throws Exception {
    Map<String, String> environment = InProcess.environment(folder);
    environment.put("TIDEGATE_RTSP_PORT", "off");
    contract = ApiContract.load();
    SettingsSource source = SettingsSource.read(null, environment);
    gateway = new Gateway(ControlPlane.settings(source, folder));
    http = HttpClient.newHttpClient();
    nobody = ApiClient.of(http, "http://" + gateway.start().addresses().get("http") + "/api/v1");
    for (String key : List.of("acme/a", "other/b")) {
      String route =
          """
          {"sources": [{"type": "rtmp-pull", "url": "rtmp://127.0.0.1:9/x/y"}], "enabled": false}
          """;
      assertThat(nobody.send("PUT", "/routes/" + key, route).statusCode()).isEqualTo(201);
    }
    for (Role role : Role.values()) {
      WHOLE.put(role, nobody.bearer(token(nobody, role, "*", null)));
      SCOPED.put(role, nobody.bearer(token(nobody, role, "acme/*", null)));
    }
    administrator = in(WHOLE, Role.ADMINISTRATOR);
    JsonObject eva =
        new JsonObject()
            .put("name", "eva")
            .put("password", "correct horse")
            .put("role", "administrator")
            .put("scope", JsonArray.of("*"));
    assertThat(nobody.send("POST", "/users", eva.encode()).statusCode()).isEqualTo(201);
  }

  @AfterAll
  static void stop() {
    http.shutdownNow();
    gateway.stop();
  }

  private static ApiClient in(Map<Role, ApiClient> clients, Role role) {
    return Objects.requireNonNull(clients.get(role));
  }

  private static String token(ApiClient by, Role role, String scope, @Nullable String expires)
      throws Exception {
    JsonObject draft =
        new JsonObject()
            .put("name", role.label() + " of " + scope)
            .put("role", role.label())
            .put("scope", JsonArray.of(scope))
            .put("expires", expires);
    HttpResponse<String> made = by.send("POST", "/tokens", draft.encode());
    assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
    return new JsonObject(made.body()).getString("secret");
  }

  @Test
  void everyRoleMayWhatItMayAndNothingElse() throws Exception {
    for (String operation : contract.operations()) {
      String method = operation.substring(0, operation.indexOf(' '));
      for (String space : List.of("acme", "other")) {
        String path = path(operation, space);
        if (path.isEmpty()) {
          continue;
        }
        check(operation, nobody, method, path, OPEN.contains(operation) ? 0 : 401);
        check(
            operation, nobody.bearer("tg_none"), method, path, OPEN.contains(operation) ? 0 : 401);
        for (Role role : Role.values()) {
          boolean may = rank(role) >= least(operation);
          check(operation, in(WHOLE, role), method, path, may ? 0 : 403);
          boolean reaches =
              !isBeyondScopes(operation) && !(isOfOneKey(operation) && space.equals("other"));
          check(operation, in(SCOPED, role), method, path, may && reaches ? 0 : 403);
        }
      }
    }
  }

  /// 1 for anybody known, 2 for viewers, 3 for operators, 4 for administrators.
  private static int least(String operation) {
    String path = operation.substring(operation.indexOf(' ') + 1);
    if (OPEN.contains(operation)) {
      return 0;
    }
    if (path.startsWith("/me") || path.startsWith("/log")) {
      return 1;
    }
    if (path.matches(
        "/(users|tokens|settings|diagnostics|audit|backup|webhooks|mail|syslog|storage|urls/keys"
            + "|certificates/own|cluster/.+|system)(/.*)?")) {
      return 4;
    }
    if (path.startsWith("/onvif")) {
      return 3;
    }
    if (path.startsWith("/spaces")) {
      return operation.startsWith("GET ") ? 2 : 4;
    }
    return operation.startsWith("GET ") ? 2 : 3;
  }

  private static int rank(Role role) {
    return switch (role) {
      case PUBLISHER -> 1;
      case VIEWER -> 2;
      case OPERATOR -> 3;
      case ADMINISTRATOR -> 4;
    };
  }

  private static boolean isBeyondScopes(String operation) {
    return ALL_STREAMS.contains(operation)
        || operation.contains("/settings")
        || operation.contains("/webhooks")
        || operation.contains("/mail")
        || operation.contains(" /onvif")
        || operation.contains(" /cluster")
        || operation.contains(" /system")
        || operation.contains("/syslog")
        || operation.contains("/certificates/own")
        || operation.contains(" /storage");
  }

  private static boolean isOfOneKey(String operation) {
    return operation.contains("{app}/{name}");
  }

  /// Of things that are not there, where they are not streams; once for those without a key.
  private static String path(String operation, String space) {
    String path = operation.substring(operation.indexOf(' ') + 1);
    if (!isOfOneKey(operation) && space.equals("other")) {
      return "";
    }
    return path.replace("{app}/{name}", space + "/absent")
        .replace("{version}", "999999")
        .replaceAll("\\{\\w+}", "absent");
  }

  /// @param refused the status of the refusal, 0 for none
  private static void check(
      String operation, ApiClient client, String method, String path, int refused)
      throws Exception {
    // what nobody may by accident, as a test does it: a wrong request is refused after the right
    String harmless = operation.startsWith("POST /cluster") ? "{\"no\": 1}" : "{}";
    String body = method.equals("GET") ? null : harmless;
    String name = operation + " at " + path + " by " + client.headers();
    if (refused == 0) {
      assertThat(client.status(method, path, body)).as(name).isNotIn(401, 403, 500);
      return;
    }
    HttpResponse<String> answer = client.send(method, path, body);
    assertThat(answer.statusCode()).as(name).isEqualTo(refused);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    assertThat(new JsonObject(answer.body()).getString("detail")).as(name).isNotEmpty();
    contract.check(answer);
  }

  @Test
  void listsShowWhatAScopeCovers() throws Exception {
    ApiClient viewer = in(SCOPED, Role.VIEWER);
    for (String path : List.of("/routes", "/routes/export", "/versions", "/events?kind=route")) {
      assertThat(administrator.get(path).body()).as(path).contains("acme/a", "other/b");
      assertThat(viewer.get(path).body()).as(path).contains("acme/a").doesNotContain("other");
    }
    ApiClient compatible =
        new ApiClient(http, nobody.base().replace("/api/v1", "/v3"), viewer.headers());
    assertThat(compatible.get("/config/paths/list").body())
        .contains("acme/a")
        .doesNotContain("other");
    assertThat(compatible.get("/config/paths/get/other/b").statusCode()).isEqualTo(404);
    ApiClient publisher =
        new ApiClient(http, compatible.base(), in(SCOPED, Role.PUBLISHER).headers());
    assertThat(publisher.get("/paths/list").statusCode()).isEqualTo(403);
    assertThat(new ApiClient(http, compatible.base(), Map.of()).get("/info").statusCode())
        .isEqualTo(401);
  }

  /// Whatever he may list, however it is asked for.
  @Test
  void anAdministratorOfASpaceSeesNothingOfOthers() throws Exception {
    for (String space : List.of("acme", "foreign")) {
      String pull =
          """
          {"sources": [{"type": "rtmp-pull", "url": "rtmp://127.0.0.1:9/x/y"}]}
          """;
      administrator.send("PUT", "/routes/" + space + "/camera", pull);
      administrator.send("PUT", "/spaces/" + space, "{\"quotas\": {\"routes\": 9}}");
      JsonObject user =
          new JsonObject()
              .put("name", space + "-user")
              .put("password", "correct horse")
              .put("role", "administrator")
              .put("scope", JsonArray.of(space + "/*"));
      assertThat(administrator.send("POST", "/users", user.encode()).statusCode()).isEqualTo(201);
      assertThat(token(administrator, Role.VIEWER, space + "/*", null)).isNotEmpty();
      JsonObject in =
          new JsonObject().put("user", space + "-user").put("password", "correct horse");
      assertThat(nobody.send("POST", "/login", in.encode()).statusCode()).isEqualTo(200);
    }
    ApiClient own = in(SCOPED, Role.ADMINISTRATOR);
    int seen = 0;
    for (String operation : contract.operations()) {
      String path = operation.substring(operation.indexOf(' ') + 1);
      boolean endless = path.equals("/live") || path.endsWith("/stream");
      if (!operation.startsWith("GET ") || path.contains("{") || endless) {
        continue;
      }
      HttpResponse<String> answer = own.get(path);
      if (answer.statusCode() == 200 && !OPEN.contains(operation)) {
        assertThat(answer.body()).as(operation).doesNotContain("foreign");
        assertThat(administrator.get(path).statusCode()).as(operation).isEqualTo(200);
        seen++;
      }
    }
    assertThat(seen).isGreaterThan(15);
    for (String path : List.of("/routes", "/users", "/tokens", "/spaces", "/logins", "/events")) {
      assertThat(administrator.get(path).body()).as(path).contains("foreign");
      assertThat(own.get(path).body()).as(path).contains("acme");
    }
    for (String path :
        List.of("/spaces/foreign", "/users/foreign-user", "/routes/foreign/camera/doctor")) {
      assertThat(own.get(path).statusCode()).as(path).isIn(403, 404);
    }
    assertThat(own.send("PUT", "/spaces/acme", "{}").statusCode()).isEqualTo(403);
    assertThat(own.send("PUT", "/routes/foreign/new", "{}").statusCode()).isEqualTo(403);
  }

  @Test
  void anOperatorOfASpaceGetsNoAliasOutsideIt() throws Exception {
    ApiClient operator = in(SCOPED, Role.OPERATOR);
    String alias = "{\"aliases\": [\"other/taken\"]}";
    assertThat(operator.send("PUT", "/routes/acme/alias", alias).statusCode()).isEqualTo(403);
    String own = "{\"aliases\": [\"acme/taken\"]}";
    HttpResponse<String> made = operator.send("PUT", "/routes/acme/alias", own);
    assertThat(made.statusCode()).isEqualTo(201);
    assertThat(new JsonObject(made.body()).getString("changedBy"))
        .isEqualTo("token operator of acme/*");
    assertThat(operator.get("/routes/export?secrets=true").statusCode()).isEqualTo(400);
  }

  @Test
  void aRevokedTokenEndsItsLiveStream() throws Exception {
    String secret = token(administrator, Role.VIEWER, "*", null);
    InputStream live = live(nobody.bearer(secret));
    String list = administrator.get("/tokens").body();
    assertThat(list).doesNotContain(secret);
    String id =
        new JsonObject(list)
            .getJsonArray("items").stream()
                .map(JsonObject.class::cast)
                .filter(one -> secret.startsWith(one.getString("prefix")))
                .map(one -> one.getString("id"))
                .findFirst()
                .orElseThrow();
    assertThat(administrator.send("DELETE", "/tokens/" + id, null).statusCode()).isEqualTo(204);
    readToTheEnd(live);
    assertThat(nobody.bearer(secret).get("/streams").statusCode()).isEqualTo(401);
  }

  @Test
  void anExpiredTokenEndsItsLiveStream() throws Exception {
    String expires = Instant.now().plusSeconds(10).toString();
    String secret = token(administrator, Role.VIEWER, "acme/*", expires);
    readToTheEnd(live(nobody.bearer(secret)));
    assertThat(nobody.bearer(secret).get("/streams").statusCode()).isEqualTo(401);
  }

  /// After its first line.
  private static InputStream live(ApiClient client) throws Exception {
    HttpResponse<InputStream> answer = client.open("GET", "/live", null);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body().readNBytes(5)).asString(StandardCharsets.UTF_8).isEqualTo("retry");
    return answer.body();
  }

  /// Which comes by an error, as the stream is cut.
  private static void readToTheEnd(InputStream live) {
    try (live) {
      assertThat(live.readAllBytes()).isNotNull();
    } catch (IOException cut) {
      assertThat(cut).isNotNull();
    }
  }
}
