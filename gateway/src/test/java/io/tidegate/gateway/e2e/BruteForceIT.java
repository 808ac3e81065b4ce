package io.tidegate.gateway.e2e;

import static io.tidegate.media.testing.Patience.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.testing.Tool;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Who guesses passwords is locked out, and writes nothing of his own into the log, whatever he
/// calls himself; each time another viewer is judged. Each test has an address of its own.
@Timeout(480)
class BruteForceIT {
  private static final int GUESSES = 200;

  /// Of one address, before it is locked.
  private static final int FREE = 20;

  private static final int SECONDS = 10;
  private static final String FORGED =
      "\r\nINFO forged\n\u001b[2J\u001b]0;forged\u0007\u0085INFO forged";
  private static final String ENCODED = "%0d%0aINFO%20forged%1b%5b2J%c2%85INFO%20forged";

  /// A time stamp and a level, a line of a stack trace.
  private static final Pattern LINE =
      Pattern.compile(
          "\\d{4}-\\d\\d-\\d\\dT[\\d:.]{12}(Z|[+-]\\d\\d:\\d\\d) (ERROR|WARN |INFO |DEBUG) \\S+ .*"
              + "|\\tat .*|Wrapped by: .*");

  @TempDir static Path folder;
  private static GatewayProcess gateway;
  private static Api api;
  private static Tool publisher;
  private static String screen = "";
  private static String[] operator = {};

  @BeforeAll
  static void start() throws Exception {
    gateway = GatewayProcess.start(folder.resolve("data"), Map.of("TIDEGATE_PLAY", "users"));
    api = Api.of(gateway);
    String password = "correct horse battery";
    JsonObject first =
        new JsonObject()
            .put("code", Files.readString(folder.resolve("data/setup-code")).strip())
            .put("user", "ann")
            .put("password", password);
    assertThat(api.ask("POST", "/setup", first.encode()).statusCode()).isEqualTo(201);
    String[] ann = {"Authorization", "Basic " + base64("ann:" + password)};
    String ops = api.token("ops", "administrator", "*", ann).getString("secret");
    operator = new String[] {"Authorization", "Bearer " + ops};
    screen = api.token("screen", "viewer", "*", ann).getString("secret");
    String encoder = api.token("encoder", "publisher", "*", ann).getString("secret");
    publisher = Media.publishEndlessly(gateway.rtmp("/live/good?token=" + encoder));
    await("the stream").until(() -> sessions().contains("live/good"));
  }

  @AfterAll
  static void stop() throws Exception {
    try (GatewayProcess _ = gateway;
        Api _ = api;
        Tool _ = publisher) {
      assertThat(publisher.output()).as("the publisher never noticed").isEmpty();
    }
  }

  @Test
  void whoGuessesAtTheLogInIsLockedOut() throws Exception {
    undisturbed(
        "login",
        () -> {
          Stranger stranger = new Stranger(gateway, "127.0.0.2");
          return assertLockedOut("HTTP/1.1 401 ", "HTTP/1.1 429 ", i -> ask(stranger, logIn(i)));
        });
  }

  @Test
  void whoGuessesAtAStreamIsLockedOut() throws Exception {
    undisturbed(
        "play",
        () -> {
          Stranger stranger = new Stranger(gateway, "127.0.0.3");
          return assertLockedOut("HTTP/1.1 401 ", "HTTP/1.1 429 ", i -> ask(stranger, play(i)));
        });
  }

  /// RTSP/1.0 knows no 429.
  @Test
  void whoGuessesOverRtspIsLockedOut() throws Exception {
    undisturbed(
        "rtsp",
        () -> {
          Stranger stranger = new Stranger(gateway, "127.0.0.4");
          Stranger encoder = new Stranger(gateway, "127.0.0.5");
          String wrong = "RTSP/1.0 401 ";
          String locked = "RTSP/1.0 503 ";
          assertLockedOut(wrong, locked, i -> stranger.ask("rtsp", rtsp("DESCRIBE", i)));
          assertLockedOut(wrong, locked, i -> encoder.ask("rtsp", rtsp("ANNOUNCE", i)));
          for (String header : List.of("CSeq", "User-Agent", "Session", "Transport", "Require")) {
            String request =
                "SETUP %s RTSP/1.0\r\nCSeq: 1\r\n%s: 1%s\r\n\r\n"
                    .formatted(gateway.rtsp("/live/x" + FORGED), header, FORGED);
            assertThat(stranger.ask("rtsp", request)).doesNotContain(" 200 ");
          }
          return true;
        });
  }

  @Test
  void whoGuessesOverRtmpAndSrtGetsNothing() throws Exception {
    undisturbed(
        "ffmpeg",
        () -> {
          String wrong = "?user=eva" + ENCODED + "&pass=wrong";
          List<Tool> tools = new ArrayList<>();
          for (String field :
              List.of("app", "flashver", "pageurl", "swfurl", "tcurl", "playpath")) {
            String[] option = {"-rtmp_" + field, "live" + FORGED};
            tools.add(ffmpeg(gateway.rtmp("/live/good" + wrong), option));
          }
          for (String user : List.of("eva", "ann", "eva" + ENCODED, "x".repeat(300))) {
            tools.add(Media.publish(gateway.rtmp("/live/y?user=" + user + "&pass=wrong")));
            String streamId = "%23!::r=live/good,m=request,s=wrong,u=" + user;
            tools.add(ffmpeg(gateway.srt(streamId, "")));
          }
          tools.add(ffmpeg(gateway.srt("%23!::r=live/good" + ENCODED + ",h=" + ENCODED, "")));
          for (Tool tool : tools) {
            try (tool) {
              assertThat(tool.await(60)).as(tool.output()).isNotZero();
            }
          }
          return true;
        });
  }

  private static Tool ffmpeg(String url, String... options) throws Exception {
    List<String> arguments = new ArrayList<>(List.of("-nostdin", "-v", "error"));
    arguments.addAll(List.of(options));
    arguments.addAll(List.of("-i", url, "-c", "copy", "-f", "null", "-"));
    return Tool.start("ffmpeg", arguments.toArray(String[]::new));
  }

  /// A viewer gets all of the stream while `attack` runs; after it the log and the audit are sound.
  private static void undisturbed(String name, Callable<?> attack) throws Exception {
    int before = gateway.log().size();
    Judges.undisturbed(
        gateway.http("/live/good.flv?token=" + screen),
        SECONDS,
        folder.resolve(name + ".flv"),
        () -> sessions().contains("\"http-flv\""),
        attack);
    List<String> lines = gateway.log().subList(before, gateway.log().size());
    assertThat(lines).allMatch(line -> LINE.matcher(line).matches(), "a time stamp and a level");
    assertThat(lines).noneMatch(line -> line.chars().anyMatch(BruteForceIT::isControl));
    assertThat(lines.stream().filter(line -> line.contains("too many wrong passwords for")))
        .hasSizeLessThanOrEqualTo(FREE);
    HttpResponse<String> audit = api.ask("GET", "/audit/verify", "", operator);
    assertThat(new JsonObject(audit.body()).getBoolean("intact")).as(audit.body()).isTrue();
    assertThat(api.ask("GET", "/audit", "", operator).body()).doesNotContain("forged");
  }

  private static boolean isControl(int character) {
    return character != '\t' && Character.isISOControl(character);
  }

  private static String sessions() throws Exception {
    return api.ask("GET", "/sessions", "", operator).body();
  }

  /// So many guesses at most are looked at; the others are told when to come back.
  private static boolean assertLockedOut(String wrong, String locked, Guess guess)
      throws Exception {
    int looked = 0;
    for (int i = 0; i < GUESSES; i++) {
      String answer = guess.answer(i);
      if (answer.startsWith(wrong)) {
        looked++;
      } else {
        assertThat(answer)
            .as("guess " + i)
            .startsWith(locked)
            .containsIgnoringCase("\r\nRetry-After: ");
      }
    }
    assertThat(looked).isBetween(1, FREE);
    return true;
  }

  private static String ask(Stranger stranger, String request) throws Exception {
    return stranger.ask("http", request);
  }

  private static String user(int i) {
    return i % 2 == 0 ? "eva" + i : "eva" + FORGED + i;
  }

  private static String logIn(int i) {
    String body = new JsonObject().put("user", user(i)).put("password", "wrong").encode();
    return "POST /api/v1/login HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        + "User-Agent: x"
        + ENCODED
        + "\r\nConnection: close\r\nContent-Length: "
        + body.getBytes(UTF_8).length
        + "\r\n\r\n"
        + body;
  }

  private static String play(int i) {
    String credentials = i % 3 == 0 ? "" : "Authorization: " + basic(i) + "\r\n";
    return "GET /live/good.flv?user=eva%s&pass=wrong HTTP/1.1\r\nHost: x\r\n%sUser-Agent: %s\r\n\r\n"
        .formatted(ENCODED, credentials, ENCODED);
  }

  private static String rtsp(String method, int i) {
    return "%s %s RTSP/1.0\r\nCSeq: 1\r\nUser-Agent: \u001b[2J%s\r\nAuthorization: %s\r\n\r\n"
        .formatted(method, gateway.rtsp("/live/good"), ENCODED, basic(i));
  }

  private static String basic(int i) {
    return "Basic " + base64(user(i) + ":wrong");
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
  }

  @FunctionalInterface
  private interface Guess {
    String answer(int i) throws Exception;
  }
}
