package io.tidegate.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.gateway.config.Settings;
import io.tidegate.gateway.config.SettingsReader;
import io.tidegate.media.Nullable;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The forms of the answers on the ports of the whole gateway, in this process.
class GatewayHttpTest {
  private static final String TOKEN = "the-token";

  @TempDir static Path folder;

  private static Gateway gateway;
  private static Map<String, String> listeners;
  private static HttpClient client;

  @BeforeAll
  static void start() throws Exception {
    Map<String, String> environment = new HashMap<>();
    for (String listener : List.of("HTTP", "RTMP", "SRT", "RTSP", "METRICS")) {
      environment.put("TIDEGATE_" + listener + "_PORT", "0");
    }
    environment.put("TIDEGATE_DATA_DIR", folder.toString());
    environment.put("TIDEGATE_METRICS_TOKEN", TOKEN);
    Settings settings = SettingsReader.read(null, environment);
    gateway = new Gateway(settings);
    listeners = gateway.start().addresses();
    client = HttpClient.newHttpClient();
  }

  @AfterAll
  static void stop() {
    client.close();
    gateway.stop();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/live/x/", "/api/v1/", "/api/v1/docs"})
  void pagesLoadNothingFromElsewhere(String path) throws Exception {
    HttpResponse<String> page = ask("GET", path);
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(header(page, "Content-Type")).isEqualTo("text/html; charset=utf-8");
    assertThat(header(page, "Content-Security-Policy"))
        .startsWith("default-src 'none';")
        .contains("script-src 'self';", "frame-ancestors 'self'")
        .doesNotContain("unsafe", "http:", "https:", "*");
    assertThat(header(page, "X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(page.body()).doesNotContain("//").doesNotContain("onclick=");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/live/x/",
        "/assets/player.js",
        "/assets/streams.json",
        "/assets/api.js",
        "/api/v1/",
        "/api/v1/docs",
        "/health",
        "/health/live",
        "/health/ready",
        "/health/startup",
        "/api/v1/streams",
        "/api/v1/sessions",
        "/api/v1/srt/links",
        "/api/v1/srt/ports",
        "/api/v1/srt/calls",
        "/api/v1/srt/pushes",
        "/api/v1/srt/capabilities",
        "/api/v1/openapi.yaml"
      })
  void whatIsReadAnswersGetHeadAndOptionsAlone(String path) throws Exception {
    HttpResponse<String> get = ask("GET", path);
    assertThat(get.statusCode()).isEqualTo(200);
    HttpResponse<String> head = ask("HEAD", path);
    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
    assertThat(header(head, "Content-Type")).isEqualTo(header(get, "Content-Type"));
    assertThat(header(head, "Content-Length")).isEqualTo(header(get, "Content-Length"));
    HttpResponse<String> options = ask("OPTIONS", path);
    assertThat(options.statusCode()).isEqualTo(204);
    assertThat(header(options, "Allow")).isEqualTo("GET, HEAD, OPTIONS");
    for (String method : List.of("POST", "PUT", "DELETE", "PATCH")) {
      HttpResponse<String> refused = ask(method, path);
      assertProblem(refused, 405, "Method Not Allowed");
      assertThat(header(refused, "Allow")).isEqualTo("GET, HEAD, OPTIONS");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/live/x.flv", "/live/x.ts", "/live/x.mp4", "/live/x/index.m3u8"})
  void mediaRefusesOtherMethodsAndSaysWhichItTakes(String path) throws Exception {
    HttpResponse<String> refused = ask("POST", path);
    assertThat(refused.statusCode()).isEqualTo(405);
    assertThat(header(refused, "Allow")).contains("GET", "HEAD", "OPTIONS");
    assertThat(ask("OPTIONS", path).statusCode()).isEqualTo(204);
    assertThat(ask("HEAD", path).statusCode()).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/nothing",
        "/api/v1/absent",
        "/api/v1/srt/links/absent",
        "/api/v1/srt/links/absent/decisions",
        "/api/v1/srt/links/absent/decisions/stream",
        "/api/v1/srt/links/absent/drill",
        "/api/",
        "/assets/absent.js",
        "/assets/../player.html",
        "/health/absent",
        "/metrics",
        "/a/b/c/d",
        "/api/x/",
        "/live/x%2fy/"
      })
  void whatIsNotThereIsAProblem(String path) throws Exception {
    assertProblem(ask("GET", path), 404, "Not Found");
  }

  @Test
  void whoLeavesOutTheLastSlashIsSentToThePage() throws Exception {
    HttpResponse<String> answer = ask("GET", "/live/x");
    assertThat(answer.statusCode()).isEqualTo(308);
    assertThat(header(answer, "Location")).isEqualTo("/live/x/");
    assertProblem(ask("POST", "/live/x"), 405, "Method Not Allowed");
  }

  @Test
  void aNameOfAnotherSiteIsNotThisMachine() throws Exception {
    for (String host : List.of("evil.example", "127.0.0.1.evil.example", "10.0.0.1")) {
      String answer =
          raw("GET /api/v1/streams HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n");
      assertThat(answer).as(host).startsWith("HTTP/1.1 401").contains("problem+json");
    }
    String near =
        raw("GET /api/v1/streams HTTP/1.1\r\nHost: [::1]:8080\r\nConnection: close\r\n\r\n");
    assertThat(near).startsWith("HTTP/1.1 200");
  }

  @Test
  void aPathThatCannotBeDecodedIsAProblem() throws Exception {
    String answer = raw("GET /live/%zz/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    assertThat(answer).startsWith("HTTP/1.1 400 ").contains("application/problem+json");
    JsonObject problem = new JsonObject(answer.substring(answer.indexOf("\r\n\r\n")).strip());
    assertThat(problem.getInteger("status")).isEqualTo(400);
  }

  @Test
  void metricsAskForTheTokenThatIsSet() throws Exception {
    for (@Nullable
    String wrong : new @Nullable String[] {null, "", "Bearer", "Bearer wrong", "Basic " + TOKEN}) {
      HttpResponse<String> refused = metrics("/metrics", wrong);
      assertProblem(refused, 401, "Unauthorized");
      assertThat(header(refused, "WWW-Authenticate")).startsWith("Bearer");
    }
    for (String right : List.of("Bearer " + TOKEN, "bearer " + TOKEN)) {
      HttpResponse<String> answer = metrics("/metrics", right);
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(header(answer, "Content-Type")).startsWith("text/plain; version=0.0.4");
      assertThat(answer.body()).contains("# TYPE tidegate_streams gauge\ntidegate_streams 0.0\n");
    }
    assertThat(metrics("/health/ready", null).statusCode()).isEqualTo(200);
    assertProblem(metrics("/live/x/", null), 404, "Not Found");
  }

  private static HttpResponse<String> ask(String method, String path) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://" + listeners.get("http") + path))
            .method(method, HttpRequest.BodyPublishers.noBody())
            .build();
    return client.send(request, HttpResponse.BodyHandlers.ofString());
  }

  private static HttpResponse<String> metrics(String path, @Nullable String authorization)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://" + listeners.get("metrics") + path));
    if (authorization != null) {
      request.header("Authorization", authorization);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private static String raw(String request) throws IOException {
    int port = Listeners.port(listeners.getOrDefault("http", ""));
    try (Socket socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), port)) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static String header(HttpResponse<?> answer, String name) {
    return answer.headers().firstValue(name).orElse("");
  }

  private static void assertProblem(HttpResponse<String> answer, int status, String title) {
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(header(answer, "Content-Type")).isEqualTo("application/problem+json");
    JsonObject problem = new JsonObject(answer.body());
    assertThat(problem.fieldNames()).containsExactly("type", "title", "status", "detail");
    assertThat(problem.getString("type")).isEqualTo("about:blank");
    assertThat(problem.getString("title")).isEqualTo(title);
    assertThat(problem.getInteger("status")).isEqualTo(status);
    assertThat(problem.getString("detail")).isNotBlank();
  }
}
