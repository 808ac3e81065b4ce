package io.tidegate.gateway.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// How the operators' pages are served.
class AdminRoutesTest {
  private static final Map<String, String> FILES =
      Map.of(
          "files.txt",
              """
              assets/a-1.js\ttext/javascript\taa
              icon.svg\timage/svg+xml\tcc
              index.html\ttext/html; charset=utf-8\tbb
              """,
          "assets/a-1.js", "script",
          "assets/a-1.js.gz", "packed",
          "icon.svg", "picture",
          "index.html", "page");

  private final Vertx vertx = Vertx.vertx();
  private final HttpClient client = HttpClient.newHttpClient();
  private String base = "";

  private void serve(Map<String, String> files) throws Exception {
    Router router = Router.router(vertx);
    new AdminRoutes(name -> Optional.ofNullable(files.get(name)).map(text -> text.getBytes(UTF_8)))
        .mount(router);
    HttpServer server =
        vertx
            .createHttpServer()
            .requestHandler(router)
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .get(30, TimeUnit.SECONDS);
    base = "http://127.0.0.1:" + server.actualPort();
  }

  @AfterEach
  void stop() throws Exception {
    client.shutdownNow();
    vertx.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  private HttpResponse<String> ask(String method, String path, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(base + path))
            .method(method, HttpRequest.BodyPublishers.noBody());
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private static String header(HttpResponse<String> answer, String name) {
    return answer.headers().firstValue(name).orElse("");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/admin/", "/admin/index.html", "/admin/streams/live/x", "/admin/x/"})
  void everyScreenIsThePage(String path) throws Exception {
    serve(FILES);
    HttpResponse<String> page = ask("GET", path);
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.body()).isEqualTo("page");
    assertThat(header(page, "Content-Type")).isEqualTo("text/html; charset=utf-8");
    assertThat(header(page, "Cache-Control")).isEqualTo("no-cache");
    assertThat(header(page, "Content-Security-Policy"))
        .contains("default-src 'self'", "script-src 'self';", "frame-ancestors 'none'")
        .doesNotContain("unsafe-eval", "http:", "https:", "*");
  }

  @Test
  void theLastSlashIsAdded() throws Exception {
    serve(FILES);
    HttpResponse<String> answer = ask("GET", "/admin");
    assertThat(answer.statusCode()).isEqualTo(308);
    assertThat(header(answer, "Location")).isEqualTo("/admin/");
  }

  @Test
  void whatHasItsHashInTheNameIsKept() throws Exception {
    serve(FILES);
    assertThat(header(ask("GET", "/admin/assets/a-1.js"), "Cache-Control"))
        .isEqualTo("public, max-age=31536000, immutable");
    assertThat(header(ask("GET", "/admin/icon.svg"), "Cache-Control")).isEqualTo("no-cache");
  }

  @Test
  void aFileOfAnotherVersionIsNotThePage() throws Exception {
    serve(FILES);
    assertThat(ask("GET", "/admin/assets/a-0.js").statusCode()).isEqualTo(404);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "gzip | packed",
        "br, gzip;q=0.5 | packed",
        "GZIP; q=1 | packed",
        "gzip;q=0 | script",
        "gzip;q=0.0 | script",
        "identity | script",
        "xgzip | script"
      })
  void itIsSentPackedToWhoeverTakesThat(String takes, String body) throws Exception {
    serve(FILES);
    HttpResponse<String> answer = ask("GET", "/admin/assets/a-1.js", "Accept-Encoding", takes);
    assertThat(answer.body()).isEqualTo(body);
    assertThat(header(answer, "Content-Encoding")).isEqualTo(body.equals("packed") ? "gzip" : "");
    assertThat(header(answer, "Vary")).isEqualTo("Accept-Encoding");
  }

  @Test
  void whatIsKnownIsNotSentAgain() throws Exception {
    serve(FILES);
    assertThat(header(ask("GET", "/admin/"), "ETag")).isEqualTo("\"bb\"");
    HttpResponse<String> same = ask("GET", "/admin/", "If-None-Match", "\"x\", \"bb\"");
    assertThat(same.statusCode()).isEqualTo(304);
    assertThat(same.body()).isEmpty();
    assertThat(ask("GET", "/admin/", "If-None-Match", "\"x\"").statusCode()).isEqualTo(200);
  }

  @Test
  void itIsOnlyRead() throws Exception {
    serve(FILES);
    HttpResponse<String> head = ask("HEAD", "/admin/");
    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(header(head, "Content-Length")).isEqualTo("4");
    assertThat(ask("POST", "/admin/").statusCode()).isEqualTo(405);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/admin/../files.txt", "/admin/%2e%2e/files.txt", "/admin//etc/passwd"})
  void nothingElseIsRead(String path) throws Exception {
    serve(FILES);
    assertThat(ask("GET", path).body()).doesNotContain("text/javascript");
  }

  @Test
  void withoutTheModuleItIsSaid() throws Exception {
    serve(Map.of());
    HttpResponse<String> answer = ask("GET", "/admin/");
    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.body()).contains("admin-ui");
  }
}
