package io.tidegate.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.gateway.account.Setup;
import io.tidegate.gateway.auth.Totp;
import io.tidegate.gateway.config.SettingsSource;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// From the first start to a user who is locked out, on a whole gateway in this process.
@Timeout(300)
class LogInTest {
  private static final String PASSWORD = "correct horse";

  @TempDir Path folder;

  private Gateway gateway;
  private HttpClient http;
  private ApiClient nobody;
  private ApiContract contract;

  @BeforeEach
  void start() throws Exception {
    contract = ApiContract.load();
    Map<String, String> environment = InProcess.environment(folder);
    environment.put("TIDEGATE_RTSP_PORT", "off");
    SettingsSource source = SettingsSource.read(null, environment);
    gateway = new Gateway(ControlPlane.settings(source, folder));
    http = HttpClient.newHttpClient();
    nobody = ApiClient.of(http, "http://" + gateway.start().addresses().get("http") + "/api/v1");
  }

  @AfterEach
  void stop() {
    http.shutdownNow();
    gateway.stop();
  }

  private JsonObject ask(ApiClient client, String method, String path, JsonObject body, int status)
      throws Exception {
    HttpResponse<String> answer =
        client.send(method, path, body.isEmpty() && method.equals("GET") ? null : body.encode());
    assertThat(answer.statusCode()).as(method + path + answer.body()).isEqualTo(status);
    contract.check(answer);
    return answer.body().isEmpty() ? new JsonObject() : new JsonObject(answer.body());
  }

  private void setUp() throws Exception {
    String code = Files.readString(folder.resolve(Setup.FILE)).strip();
    JsonObject draft =
        new JsonObject().put("code", code).put("user", "Eva").put("password", PASSWORD);
    assertThat(ask(nobody, "GET", "/setup", new JsonObject(), 200).getBoolean("needed")).isTrue();
    ask(nobody, "POST", "/setup", draft.copy().put("code", "WRONG"), 403);
    ask(nobody, "POST", "/setup", draft.copy().put("password", "short"), 422);
    ask(nobody, "POST", "/setup", draft.copy().put("user", "e:\r\nva"), 422);
    // whoever has the code may be anywhere
    JsonObject made =
        ask(nobody.with("X-Forwarded-For", "192.0.2.9"), "POST", "/setup", draft, 201);
    assertThat(made.getString("name")).isEqualTo("eva");
    ask(nobody, "POST", "/setup", draft, 409);
    assertThat(ask(nobody, "GET", "/setup", new JsonObject(), 200).getBoolean("needed")).isFalse();
  }

  /// A browser that has logged in, without the token for changes.
  private ApiClient browser(HttpResponse<String> in) {
    String cookie = in.headers().firstValue("Set-Cookie").orElseThrow();
    assertThat(cookie)
        .startsWith("tidegate=")
        .contains("HTTPOnly", "SameSite=Strict", "Path=/", "Max-Age=")
        .doesNotContain("Secure");
    return nobody.with("Cookie", cookie.substring(0, cookie.indexOf(';')));
  }

  private static JsonObject eva() {
    return new JsonObject().put("user", "eva").put("password", PASSWORD);
  }

  @Test
  void aBrowserLogsInChangesAndLogsOut() throws Exception {
    assertThat(nobody.get("/streams").statusCode()).as("this machine may all").isEqualTo(200);
    setUp();
    ask(nobody, "GET", "/streams", new JsonObject(), 401);
    ask(nobody, "POST", "/login", eva().put("password", "wrong horse"), 401);
    HttpResponse<String> in = nobody.send("POST", "/login", eva().encode());
    contract.check(in);
    ApiClient browser = browser(in);
    JsonObject me = ask(browser, "GET", "/me", new JsonObject(), 200);
    assertThat(me).isEqualTo(new JsonObject(in.body()));
    assertThat(me.getString("role")).isEqualTo("administrator");
    String route = "/routes/live/a";
    assertThat(ask(browser, "PUT", route, new JsonObject(), 403).getString("detail"))
        .contains("X-CSRF-Token");
    ask(browser.with("X-CSRF-Token", "0".repeat(32)), "PUT", route, new JsonObject(), 403);
    ApiClient page = browser.with("X-CSRF-Token", me.getString("csrf"));
    assertThat(ask(page, "PUT", route, new JsonObject(), 201).getString("changedBy"))
        .isEqualTo("eva");
    JsonArray logins = ask(page, "GET", "/logins", new JsonObject(), 200).getJsonArray("items");
    assertThat(logins).hasSize(1);
    assertThat(logins.getJsonObject(0).getBoolean("current")).isTrue();
    InputStream live = page.open("GET", "/live", null).body();
    assertThat(page.send("POST", "/logout", null).statusCode()).isEqualTo(204);
    ended(live);
    ask(page, "GET", "/me", new JsonObject(), 401);
  }

  private static void ended(InputStream live) {
    try (live) {
      assertThat(live.readAllBytes()).isNotNull();
    } catch (IOException cut) {
      assertThat(cut).isNotNull();
    }
  }

  @Test
  void aPasswordIsChangedByWhoKnowsTheOldOne() throws Exception {
    setUp();
    ApiClient basic = nobody.basic("eva", PASSWORD);
    HttpResponse<String> other = nobody.send("POST", "/login", eva().encode());
    JsonObject change = new JsonObject().put("old", "wrong horse").put("password", "another horse");
    ask(basic, "PUT", "/me/password", change, 403);
    ask(basic, "PUT", "/me/password", change.put("old", PASSWORD), 204);
    ask(basic, "GET", "/me", new JsonObject(), 401);
    ask(browser(other), "GET", "/me", new JsonObject(), 401);
    ask(nobody.basic("EVA", "another horse"), "GET", "/me", new JsonObject(), 200);
  }

  @Test
  void usersAndTokensComeAndGo() throws Exception {
    setUp();
    ApiClient eva = nobody.basic("eva", PASSWORD);
    JsonObject bob =
        new JsonObject()
            .put("name", "bob")
            .put("password", "battery staple")
            .put("role", "operator")
            .put("scope", JsonArray.of("acme/*"));
    ask(eva, "POST", "/users", bob, 201);
    ask(eva, "POST", "/users", bob, 409);
    ask(eva, "POST", "/users", bob.copy().put("admin", true), 422);
    ask(eva, "POST", "/users", bob.copy().put("scope", JsonArray.of("api/*")), 422);
    bob.remove("name");
    bob.remove("password");
    ask(eva, "PUT", "/users/bob", bob.put("role", "viewer"), 200);
    JsonObject seen = ask(eva, "GET", "/users/bob", new JsonObject(), 200);
    ApiClient first = eva.with("If-Match", '"' + seen.getString("version") + '"');
    ask(first, "PUT", "/users/bob", bob.copy().put("enabled", false), 200);
    ask(first, "PUT", "/users/bob", bob.copy().put("role", "operator"), 412);
    JsonObject still = ask(eva, "GET", "/users/bob", new JsonObject(), 200);
    assertThat(still.getBoolean("enabled")).isFalse();
    assertThat(still.getString("role")).isEqualTo("viewer");
    assertThat(eva.get("/users/bob").headers().firstValue("ETag"))
        .hasValue('"' + still.getString("version") + '"');
    ask(eva, "PUT", "/users/bob", bob, 200);
    ask(eva, "PUT", "/users/eva", bob, 409);
    ask(eva, "DELETE", "/users/eva", new JsonObject(), 409);
    ask(nobody.basic("bob", "battery staple"), "GET", "/users", new JsonObject(), 403);
    ask(eva, "DELETE", "/users/bob", new JsonObject(), 204);
    ask(eva, "GET", "/users/bob", new JsonObject(), 404);
    JsonObject draft =
        new JsonObject().put("name", "ci").put("role", "viewer").put("scope", JsonArray.of("*"));
    JsonObject made = ask(eva, "POST", "/tokens", draft, 201);
    String past = Instant.now().minusSeconds(5).toString();
    ask(eva, "POST", "/tokens", draft.copy().put("expires", past), 422);
    String id = made.getString("id");
    assertThat(ask(eva, "GET", "/tokens/" + id, new JsonObject(), 200).containsKey("secret"))
        .isFalse();
    ApiClient ci = nobody.bearer(made.getString("secret"));
    assertThat(ask(ci, "GET", "/me", new JsonObject(), 200).getString("kind")).isEqualTo("token");
    ask(eva, "DELETE", "/tokens/" + id, new JsonObject(), 204);
    ask(ci, "GET", "/me", new JsonObject(), 401);
    String events = eva.get("/events").body();
    assertThat(events)
        .contains("\"who\":\"eva\"", "\"kind\":\"token\"")
        .doesNotContain(made.getString("secret"), PASSWORD, "argon2");
  }

  @Test
  void aTelephoneIsAskedForItsCode() throws Exception {
    setUp();
    HttpResponse<String> in = nobody.send("POST", "/login", eva().encode());
    ApiClient page = browser(in).with("X-CSRF-Token", new JsonObject(in.body()).getString("csrf"));
    JsonObject offer = ask(page, "POST", "/me/otp", new JsonObject(), 200);
    String secret = offer.getString("secret");
    long now = Instant.now().getEpochSecond();
    JsonObject confirm =
        new JsonObject().put("secret", secret).put("password", PASSWORD).put("code", "000000x");
    ask(page, "PUT", "/me/otp", confirm, 403);
    confirm.put("code", Totp.code(secret, now));
    JsonArray recovery = ask(page, "PUT", "/me/otp", confirm, 200).getJsonArray("recoveryCodes");
    assertThat(recovery).hasSize(10);
    assertThat(ask(nobody, "POST", "/login", eva(), 401).getBoolean("otp")).isTrue();
    ask(nobody.basic("eva", PASSWORD), "GET", "/me", new JsonObject(), 401);
    ask(nobody, "POST", "/login", eva().put("otp", recovery.getString(0)), 200);
    ask(nobody, "POST", "/login", eva().put("otp", recovery.getString(0)), 401);
    assertThat(ask(page, "GET", "/me", new JsonObject(), 200).getBoolean("otp")).isTrue();
    ask(page, "DELETE", "/me/otp", new JsonObject().put("password", PASSWORD), 204);
    ask(nobody, "POST", "/login", eva(), 200);
  }

  @Test
  void guessesAreLockedOutWhoeverTheyAreAbout() throws Exception {
    setUp();
    for (String name : List.of("nobody", "eva")) {
      JsonObject guess = new JsonObject().put("user", name).put("password", "guess");
      JsonObject first = ask(nobody, "POST", "/login", guess, 401);
      assertThat(first.getString("detail")).isEqualTo("user, password or code is wrong");
      HttpResponse<String> last = nobody.send("POST", "/login", guess.encode());
      for (int i = 0; i < 30 && last.statusCode() == 401; i++) {
        last = nobody.send("POST", "/login", guess.encode());
      }
      assertThat(last.statusCode()).isEqualTo(429);
      contract.check(last);
      assertThat(last.headers().firstValueAsLong("Retry-After").orElseThrow()).isPositive();
    }
    ask(nobody.basic("eva", PASSWORD), "GET", "/me", new JsonObject(), 429);
  }

  @Test
  void whatIsNoCredentialIsNobodys() throws Exception {
    setUp();
    for (String header :
        List.of(
            "Basic",
            "Basic ",
            "Basic ::::",
            "Basic ZXZh",
            "Basic ZXZhOgA=",
            "Basic /////w==",
            "Bearer",
            "Bearer ",
            "Digest username=\"eva\"",
            "Basic " + "A".repeat(3_000),
            "Bearer tg_" + "x".repeat(5_000))) {
      ask(nobody.with("Authorization", header), "GET", "/me", new JsonObject(), 401);
    }
    for (String cookie : List.of("tidegate=", "tidegate=x", "=;;;=", "tidegate=\"a b\"")) {
      ask(nobody.with("Cookie", cookie), "GET", "/me", new JsonObject(), 401);
    }
    String large = "{\"user\":\"" + "x".repeat(10_000) + "\"}";
    HttpResponse<String> refused = nobody.send("POST", "/login", large);
    assertThat(refused.statusCode()).isEqualTo(413);
    contract.check(refused);
  }
}
