package io.tidegate.gateway.access.hook;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.gateway.access.AccessRequest;
import io.tidegate.gateway.access.AccessRequest.Action;
import io.tidegate.gateway.config.Settings;
import io.tidegate.gateway.config.Token;
import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.Admission;
import io.tidegate.media.hub.Credentials;
import io.tidegate.media.hub.Protocol;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A hook on loopback, good and bad.
class AuthHookTest {
  private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000L);

  /// How long an answer may take that comes.
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /// How long one is waited for that does not come.
  private static final Duration SHORT = Duration.ofSeconds(1);

  private final Vertx vertx = Vertx.vertx();
  private final List<String> bodies = new CopyOnWriteArrayList<>();
  private final List<String> signatures = new CopyOnWriteArrayList<>();
  private final AtomicLong nanos = new AtomicLong();

  @AfterEach
  void close() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  @Test
  void asksInMediaMtxsWordsAndSignsThem() throws Exception {
    AuthHook hook = hook(request -> request.response().end(), false);
    AccessRequest request =
        new AccessRequest(
            Action.PUBLISH,
            StreamKey.parse("live/cam"),
            Protocol.RTMP,
            "s1",
            "[2001:db8::1]:5",
            Credentials.of(Map.of("user", "ann", "pass", "a&b", "token", "t")));
    assertThat(answer(hook, request)).isEqualTo("granted");
    JsonObject asked = new JsonObject(bodies.getFirst());
    JsonObject expected =
        new JsonObject()
            .put("user", "ann")
            .put("password", "a&b")
            .put("token", "t")
            .put("ip", "2001:db8::1")
            .put("action", "publish")
            .put("path", "live/cam")
            .put("protocol", "rtmp")
            .put("id", "s1")
            .put("query", "pass=a%26b&token=t&user=ann")
            .put("app", "live")
            .put("name", "cam")
            .put("remote", "[2001:db8::1]:5");
    assertThat(asked).isEqualTo(expected);
    assertThat(signatures.getFirst())
        .isEqualTo(
            HookQuestion.signature(new Token("secret"), NOW.getEpochSecond(), bodies.getFirst()))
        .startsWith("t=1800000000,v1=");
    assertThat(answer(hook, player("a"))).isEqualTo("granted");
    assertThat(new JsonObject(bodies.get(1)).getString("action")).isEqualTo("read");
    assertThat(new JsonObject(bodies.get(1)).getValue("id")).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "200, granted",
    "204, granted",
    "299, granted",
    "400, NOT_ALLOWED",
    "401, NOT_AUTHORISED",
    "403, NOT_ALLOWED",
    "499, NOT_ALLOWED",
    "300, LIMIT_REACHED",
    "302, LIMIT_REACHED",
    "500, LIMIT_REACHED",
    "503, LIMIT_REACHED"
  })
  void theStatusDecides(int status, String answer) throws Exception {
    AuthHook hook =
        hook(
            request ->
                request
                    .response()
                    .setStatusCode(status)
                    .putHeader("Location", "http://127.0.0.1:9/")
                    .end(status == 204 ? "" : "whatever"),
            false);
    assertThat(answer(hook, player("a"))).isEqualTo(answer);
    assertThat(bodies).as("no redirect is followed").hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'user':'ann'} | granted",
        "{'expires':1900000000} | granted",
        "{'expires':'2030-01-01T00:00:00Z'} | granted",
        "{'unknown':[1]} | granted",
        "[] | LIMIT_REACHED",
        "{'user' | LIMIT_REACHED",
        "{'ttl':-1} | LIMIT_REACHED",
        "{'ttl':'1'} | LIMIT_REACHED",
        "{'expires':'soon'} | LIMIT_REACHED",
        "{'expires':true} | LIMIT_REACHED"
      })
  void aBodyMaySayMoreAndNoNonsense(String body, String answer) throws Exception {
    AuthHook hook = hook(json(body.replace('\'', '"')), false);
    assertThat(answer(hook, player("a"))).isEqualTo(answer);
  }

  @Test
  void saysWhoItIsAndForHowLong() throws Exception {
    AuthHook hook = hook(json("{\"user\": \"eve\\r\\nroot\", \"expires\": 1900000000}"), false);
    Admission.Granted granted = (Admission.Granted) told(hook, player("a"));
    assertThat(granted.user()).isEqualTo("eve??root");
    assertThat(granted.until()).isEqualTo(Instant.ofEpochSecond(1_900_000_000L));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whatIsNoAnswerIsAsConfigured(boolean failOpen) throws Exception {
    String expected = failOpen ? "granted" : "LIMIT_REACHED";
    AuthHook huge = hook(json("{\"user\": \"" + "x".repeat(20_000) + "\"}"), failOpen);
    assertThat(answer(huge, player("a"))).as("huge").isEqualTo(expected);
    assertThat(huge.problem()).contains("16384");
    AuthHook mute = hook(serve(request -> assertThat(request).isNotNull()), failOpen, SHORT);
    assertThat(answer(mute, player("a"))).as("mute").isEqualTo(expected);
    AuthHook cut = hook(request -> request.connection().close(), failOpen);
    assertThat(answer(cut, player("a"))).as("cut").isEqualTo(expected);
    AuthHook down = hook("http://127.0.0.1:" + closedPort(), failOpen, PATIENCE);
    assertThat(answer(down, player("a"))).as("down").isEqualTo(expected);
    AuthHook endless = hook(AuthHookTest::endless, failOpen);
    assertThat(answer(endless, player("a"))).as("endless").isEqualTo(expected);
  }

  private static void endless(HttpServerRequest request) {
    request.response().setChunked(true);
    endlessly(request);
  }

  private static void endlessly(HttpServerRequest request) {
    if (!request.response().closed()) {
      var _ = request.response().write("x".repeat(4_096)).onSuccess(_ -> endlessly(request));
    }
  }

  @Test
  void afterSomeFailuresItIsLeftAloneAndTriedAgain() throws Exception {
    AtomicLong status = new AtomicLong(500);
    AuthHook hook =
        hook(request -> request.response().setStatusCode((int) status.get()).end(), false);
    for (int i = 0; i < Breaker.FAILURES; i++) {
      assertThat(answer(hook, player("a"))).isEqualTo("LIMIT_REACHED");
    }
    assertThat(answer(hook, player("a"))).isEqualTo("LIMIT_REACHED");
    assertThat(bodies).hasSize(Breaker.FAILURES);
    status.set(200);
    nanos.addAndGet(Breaker.PAUSE.toNanos() - 1);
    assertThat(answer(hook, player("a"))).isEqualTo("LIMIT_REACHED");
    nanos.addAndGet(1);
    assertThat(answer(hook, player("a"))).isEqualTo("granted");
    assertThat(hook.problem()).isNull();
    assertThat(bodies).hasSize(Breaker.FAILURES + 1);
  }

  @Test
  void anAnswerIsKeptWhenItSaysSo() throws Exception {
    AuthHook keeps = hook(json("{\"ttl\": 60}"), false);
    for (int i = 0; i < 3; i++) {
      assertThat(answer(keeps, player("a"))).isEqualTo("granted");
    }
    assertThat(bodies).hasSize(1);
    assertThat(answer(keeps, player("another"))).isEqualTo("granted");
    assertThat(bodies).hasSize(2);
    nanos.addAndGet(Duration.ofSeconds(60).toNanos());
    assertThat(answer(keeps, player("a"))).isEqualTo("granted");
    assertThat(bodies).hasSize(3);
    bodies.clear();
    AuthHook forgets = hook(json("{}"), false);
    answer(forgets, player("a"));
    answer(forgets, player("a"));
    assertThat(bodies).hasSize(2);
  }

  private static Handler<HttpServerRequest> json(String body) {
    return request -> request.response().putHeader("Content-Type", "application/json").end(body);
  }

  private AuthHook hook(Handler<HttpServerRequest> answers, boolean failOpen) throws Exception {
    return hook(serve(answers), failOpen, PATIENCE);
  }

  /// @return its address
  private String serve(Handler<HttpServerRequest> answers) throws Exception {
    HttpServer server =
        vertx
            .createHttpServer()
            .requestHandler(request ->
                request.bodyHandler(body -> {
                  bodies.add(body.toString());
                  signatures.add(Objects.requireNonNull(request.getHeader("X-Tidegate-Signature")));
                  answers.handle(request);
                }))
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .get(30, TimeUnit.SECONDS);
    return "http://127.0.0.1:" + server.actualPort() + "/auth";
  }

  private AuthHook hook(String url, boolean failOpen, Duration patience) {
    Settings.Hook wish = new Settings.Hook(url, new Token("secret"), patience, failOpen, 4);
    return new AuthHook(wish, vertx, InstantSource.fixed(NOW), nanos::get);
  }

  private static int closedPort() throws Exception {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    }
  }

  private static AccessRequest player(String token) {
    Credentials shown = Credentials.of(Map.of("token", token));
    return new AccessRequest(
        Action.PLAY, StreamKey.parse("live/cam"), Protocol.HLS, "", "192.0.2.1:1", shown);
  }

  private static String answer(AuthHook hook, AccessRequest request) throws Exception {
    return told(hook, request) instanceof Admission.Refused refused
        ? refused.refusal().name()
        : "granted";
  }

  private static Admission.Settled told(AuthHook hook, AccessRequest request) throws Exception {
    CompletableFuture<Admission.Settled> told = new CompletableFuture<>();
    hook.ask(request, told::complete);
    return told.get(60, TimeUnit.SECONDS);
  }
}
