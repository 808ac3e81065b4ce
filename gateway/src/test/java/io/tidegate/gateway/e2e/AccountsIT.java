package io.tidegate.gateway.e2e;

import static io.tidegate.media.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.testing.Tool;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// From the first start to a forgotten password, against the running gateway.
class AccountsIT {
  private static final String PASSWORD = "correct horse battery";

  @TempDir Path folder;

  @Test
  void somebodySetsItUpLogsInMakesATokenAndForgetsHisPassword() throws Exception {
    List<String> secrets = new ArrayList<>(List.of(PASSWORD, "wrong horse"));
    try (GatewayProcess gateway = GatewayProcess.start(folder, Map.of());
        Api api = Api.of(gateway);
        Tool publisher = Media.publishEndlessly(gateway.rtmp("/live/a"))) {
      Live.awaitStream(gateway, "live/a");
      setUp(api);
      String token = token(api);
      secrets.add(token);
      secrets.addAll(loggedInAndOut(api));
      endsWithItsToken(api, token);
      guessesAreLockedOut(api);
      assertThat(publisher.isAlive()).as("who was here goes on: %s", publisher.output()).isTrue();
      assertSaysNone(gateway, secrets);
    }
    String fresh = reset();
    try (GatewayProcess gateway = GatewayProcess.start(folder, Map.of());
        Api api = Api.of(gateway)) {
      assertThat(api.ask("GET", "/me", "", basic(PASSWORD)).statusCode()).isEqualTo(401);
      assertThat(api.ask("GET", "/me", "", basic(fresh)).statusCode()).isEqualTo(200);
      String whileItRuns = reset();
      assertThat(api.ask("GET", "/me", "", basic(fresh)).statusCode()).isEqualTo(401);
      assertThat(api.ask("GET", "/me", "", basic(whileItRuns)).statusCode()).isEqualTo(200);
    }
  }

  private void setUp(Api api) throws Exception {
    String code = Files.readString(folder.resolve("setup-code")).strip();
    String draft =
        new JsonObject().put("code", code).put("user", "ann").put("password", PASSWORD).encode();
    assertThat(api.ask("GET", "/streams", "").statusCode()).as("nobody there").isEqualTo(200);
    assertThat(api.ask("POST", "/setup", draft).statusCode()).isEqualTo(201);
    assertThat(folder.resolve("setup-code")).doesNotExist();
    assertThat(api.ask("POST", "/setup", draft).statusCode()).isEqualTo(409);
    assertThat(api.ask("GET", "/streams", "").statusCode()).isEqualTo(401);
  }

  private static String token(Api api) throws Exception {
    String wall = "{\"name\": \"wall\", \"role\": \"viewer\", \"scope\": [\"live/*\"]}";
    HttpResponse<String> made = api.ask("POST", "/tokens", wall, basic(PASSWORD));
    assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
    return new JsonObject(made.body()).getString("secret");
  }

  /// @return what a browser kept meanwhile
  private static List<String> loggedInAndOut(Api api) throws Exception {
    HttpResponse<String> in =
        api.ask(
            "POST",
            "/login",
            new JsonObject().put("user", "ann").put("password", PASSWORD).encode());
    assertThat(in.statusCode()).as(in.body()).isEqualTo(200);
    String set = in.headers().firstValue("Set-Cookie").orElseThrow();
    String cookie = set.substring(0, set.indexOf(';'));
    String csrf = new JsonObject(in.body()).getString("csrf");
    assertThat(api.ask("PUT", "/routes/live/b", "{}", "Cookie", cookie).statusCode())
        .as("another site's page")
        .isEqualTo(403);
    HttpResponse<String> stored =
        api.ask("PUT", "/routes/live/b", "{}", "Cookie", cookie, "X-CSRF-Token", csrf);
    assertThat(new JsonObject(stored.body()).getString("changedBy")).isEqualTo("ann");
    InputStream live = live(api, "Cookie", cookie);
    HttpResponse<String> out =
        api.ask("POST", "/logout", "", "Cookie", cookie, "X-CSRF-Token", csrf);
    assertThat(out.statusCode()).isEqualTo(204);
    assertEnds(live);
    assertThat(api.ask("GET", "/me", "", "Cookie", cookie).statusCode()).isEqualTo(401);
    return List.of(cookie.substring(cookie.indexOf('=') + 1), csrf);
  }

  private static void endsWithItsToken(Api api, String token) throws Exception {
    String bearer = "Bearer " + token;
    assertThat(api.ask("GET", "/streams", "", "Authorization", bearer).statusCode()).isEqualTo(200);
    assertThat(api.ask("DELETE", "/routes/live/b", "", "Authorization", bearer).statusCode())
        .as("a viewer")
        .isEqualTo(403);
    InputStream live = live(api, "Authorization", bearer);
    HttpResponse<String> tokens = api.ask("GET", "/tokens", "", basic(PASSWORD));
    String id =
        new JsonObject(tokens.body()).getJsonArray("items").getJsonObject(0).getString("id");
    assertThat(api.ask("DELETE", "/tokens/" + id, "", basic(PASSWORD)).statusCode()).isEqualTo(204);
    assertEnds(live);
    assertThat(api.ask("GET", "/streams", "", "Authorization", bearer).statusCode()).isEqualTo(401);
  }

  /// Others are let in meanwhile; he who was right a short while ago is, too.
  private static void guessesAreLockedOut(Api api) throws Exception {
    HttpResponse<String> answer = api.ask("GET", "/me", "", basic("wrong horse"));
    for (int i = 1; i < 30 && answer.statusCode() == 401; i++) {
      answer = api.ask("GET", "/me", "", basic("wrong horse"));
    }
    assertThat(answer.statusCode()).isEqualTo(429);
    assertThat(answer.headers().firstValue("Retry-After")).isPresent();
  }

  private static void assertSaysNone(GatewayProcess gateway, List<String> secrets)
      throws Exception {
    String said = String.join("\n", gateway.log()) + gateway.metrics();
    secrets.forEach(secret -> assertThat(said).doesNotContain(secret));
  }

  /// Followed until it ends.
  private static InputStream live(Api api, String header, String value) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(api.base() + "/live")).header(header, value).build();
    HttpResponse<InputStream> answer =
        api.client().send(request, HttpResponse.BodyHandlers.ofInputStream());
    assertThat(answer.statusCode()).isEqualTo(200);
    return answer.body();
  }

  private static void assertEnds(InputStream live) {
    await("the live stream ends").until(() -> isAtItsEnd(live));
  }

  private static boolean isAtItsEnd(InputStream live) {
    try (live) {
      while (live.read() >= 0) {
        // what was said before
      }
    } catch (IOException cut) {
      return true;
    }
    return true;
  }

  private String reset() throws Exception {
    ProcessBuilder reset = GatewayProcess.command(List.of("reset-password", "ann"));
    reset.environment().put("TIDEGATE_DATA_DIR", folder.toString());
    Process process = reset.redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(said).isZero();
    return said.lines().reduce((_, last) -> last).orElseThrow();
  }

  private static String[] basic(String password) {
    String both = "ann:" + password;
    return new String[] {
      "Authorization",
      "Basic " + Base64.getEncoder().encodeToString(both.getBytes(StandardCharsets.UTF_8))
    };
  }
}
