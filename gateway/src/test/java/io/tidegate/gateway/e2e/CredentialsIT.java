package io.tidegate.gateway.e2e;

import static io.tidegate.media.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.Nullable;
import io.tidegate.media.testing.Tool;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Every way to show a right, in every protocol that has room for it, by a real player: what is
/// right plays, and the same with one character changed does not.
class CredentialsIT {
  private static final String KEY = "live/a";
  private static final String JWT_SECRET = "0123456789abcdef".repeat(2);
  private static final String PASSWORD = "correct-horse-battery";

  @TempDir private static Path folder;
  private static @Nullable GatewayProcess running;
  private static @Nullable Api connected;
  private static @Nullable Tool publisher;
  private static String token = "";

  /// How a right is shown.
  enum Way {
    TOKEN,
    BEARER,
    TOKEN_AS_PASSWORD,
    PASSWORD,
    PASSWORD_IN_THE_QUERY,
    SIGNED_URL,
    JWT,
    JWT_AS_MEDIAMTX_HAS_IT
  }

  @BeforeAll
  static void start() throws Exception {
    Map<String, String> rules = Map.of("TIDEGATE_PLAY", "users", "TIDEGATE_JWT_SECRET", JWT_SECRET);
    GatewayProcess gateway = GatewayProcess.start(folder, rules);
    running = gateway;
    Api api = Api.of(gateway);
    connected = api;
    JsonObject first =
        new JsonObject()
            .put("code", Files.readString(folder.resolve("setup-code")).strip())
            .put("user", "ann")
            .put("password", PASSWORD);
    assertThat(api.ask("POST", "/setup", first.encode()).statusCode()).isEqualTo(201);
    String encoder = api.token("encoder", "publisher", "live/*", ann()).getString("secret");
    token = api.token("screen", "viewer", "live/*", ann()).getString("secret");
    publisher = Media.publishEndlessly(gateway.rtmp("/" + KEY + "?token=" + encoder));
    await("the publisher")
        .untilAsserted(
            () -> assertThat(api().ask("GET", "/streams", "", ann()).body()).contains(KEY));
  }

  @AfterAll
  static void stop() throws Exception {
    try (GatewayProcess _ = running;
        Api _ = connected;
        Tool _ = publisher) {
      // in the other order
    }
  }

  @ParameterizedTest(name = "{0} by {1}")
  @CsvSource({
    "http-flv, TOKEN",
    "http-flv, BEARER",
    "http-flv, TOKEN_AS_PASSWORD",
    "http-flv, PASSWORD",
    "http-flv, PASSWORD_IN_THE_QUERY",
    "http-flv, SIGNED_URL",
    "http-flv, JWT",
    "http-flv, JWT_AS_MEDIAMTX_HAS_IT",
    "hls, TOKEN",
    "hls, BEARER",
    "hls, TOKEN_AS_PASSWORD",
    "hls, PASSWORD",
    "hls, PASSWORD_IN_THE_QUERY",
    "hls, SIGNED_URL",
    "hls, JWT",
    "hls, JWT_AS_MEDIAMTX_HAS_IT",
    "rtmp, TOKEN",
    "rtmp, PASSWORD_IN_THE_QUERY",
    "rtmp, SIGNED_URL",
    "rtmp, JWT",
    "rtmp, JWT_AS_MEDIAMTX_HAS_IT",
    "rtsp, TOKEN",
    "rtsp, TOKEN_AS_PASSWORD",
    "rtsp, PASSWORD",
    "rtsp, PASSWORD_IN_THE_QUERY",
    "rtsp, SIGNED_URL",
    "rtsp, JWT",
    "rtsp, JWT_AS_MEDIAMTX_HAS_IT",
    "srt, TOKEN",
    "srt, PASSWORD_IN_THE_QUERY",
    "srt, SIGNED_URL",
    "srt, JWT",
    "srt, JWT_AS_MEDIAMTX_HAS_IT"
  })
  void plays(String protocol, Way way) throws Exception {
    try (Tool right = player(protocol, way, true)) {
      assertThat(right.await(60)).as(right.output()).isZero();
    }
    try (Tool wrong = player(protocol, way, false)) {
      assertThat(wrong.await(60)).as("with a wrong one").isNotZero();
    }
  }

  private static Tool player(String protocol, Way way, boolean right) throws Exception {
    List<String> arguments = new ArrayList<>(List.of("-nostdin", "-v", "error"));
    String url =
        switch (way) {
          case TOKEN -> url(protocol, Map.of("token", shown(token, right)));
          case BEARER -> {
            arguments.addAll(
                List.of("-headers", "Authorization: Bearer " + shown(token, right) + "\r\n"));
            yield url(protocol, Map.of());
          }
          case TOKEN_AS_PASSWORD -> withUser(url(protocol, Map.of()), "x", shown(token, right));
          case PASSWORD -> withUser(url(protocol, Map.of()), "ann", shown(PASSWORD, right));
          case PASSWORD_IN_THE_QUERY ->
              url(protocol, Map.of("user", "ann", "pass", shown(PASSWORD, right)));
          case SIGNED_URL -> signed(protocol, right);
          case JWT -> url(protocol, Map.of("token", jwt(right)));
          case JWT_AS_MEDIAMTX_HAS_IT -> url(protocol, Map.of("jwt", jwt(right)));
        };
    arguments.addAll(List.of("-i", url, "-t", "1", "-c", "copy", "-f", "null", "-"));
    return Tool.start("ffmpeg", arguments.toArray(String[]::new));
  }

  private static String url(String protocol, Map<String, String> parameters) {
    return Objects.requireNonNull(
        MediaUrls.of(Objects.requireNonNull(running), "play", KEY, parameters).get(protocol));
  }

  private static String withUser(String url, String user, String password) {
    return url.replace("://", "://" + user + ":" + password + "@");
  }

  /// The same, or with another character at its end.
  private static String shown(String secret, boolean right) {
    char last = secret.charAt(secret.length() - 1);
    return right ? secret : secret.substring(0, secret.length() - 1) + (last == 'a' ? 'b' : 'a');
  }

  private static String signed(String protocol, boolean right) throws Exception {
    String url =
        Objects.requireNonNull(
            MediaUrls.signed(api(), "play", KEY, 600, ann()).get(protocol), protocol);
    // the first character: the last one of base64 has bits that mean nothing
    return right ? url : url.replaceFirst("((?:&|%2C)g(?:=|%3D)).", "$1!");
  }

  private static String jwt(boolean right) throws Exception {
    String secret = right ? JWT_SECRET : JWT_SECRET.replace('0', 'f');
    return MediaUrls.jwt(secret, "play", KEY, Instant.now().plusSeconds(600));
  }

  private static String[] ann() {
    String pair =
        Base64.getEncoder().encodeToString(("ann:" + PASSWORD).getBytes(StandardCharsets.UTF_8));
    return new String[] {"Authorization", "Basic " + pair};
  }

  private static Api api() {
    return Objects.requireNonNull(connected);
  }
}
