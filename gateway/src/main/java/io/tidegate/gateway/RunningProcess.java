package io.tidegate.gateway;

import io.tidegate.gateway.selftest.Check;
import io.tidegate.media.Nullable;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A gateway that holds a folder, as another process of this machine sees it. Waits for it.
///
/// @param bound its addresses by listener; empty while it starts
record RunningProcess(Map<String, String> bound) {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final String RUNS = "running";

  RunningProcess {
    bound = Map.copyOf(bound);
  }

  /// @param folder its `data-dir`
  static RunningProcess of(Path folder) throws IOException {
    return new RunningProcess(DataDir.published(folder));
  }

  /// Whether it answers, and what it says does not work.
  List<Check> checks() {
    String http = bound.get("http");
    if (http == null) {
      return List.of(
          Check.warning(
              RUNS, Map.of(), "a gateway holds data-dir and has bound nothing yet: it starts"));
    }
    String near = Listeners.near(http);
    try (HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
      HttpRequest question =
          HttpRequest.newBuilder(URI.create("http://" + near + "/health/ready"))
              .timeout(PATIENCE)
              .build();
      HttpResponse<String> answer = client.send(question, HttpResponse.BodyHandlers.ofString());
      return health(near, answer);
    } catch (IOException | DecodeException silent) {
      return List.of(silent(near, Reason.of(silent)));
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return List.of(silent(near, "stopped"));
    }
  }

  private static Check silent(String http, String reason) {
    return Check.failed(
        RUNS,
        Map.of("http", http, "reason", reason),
        "it holds data-dir and does not answer: its log says why, kill -QUIT writes all threads"
            + " there");
  }

  private static List<Check> health(String http, HttpResponse<String> answer) {
    List<Check> checks = new ArrayList<>();
    Map<String, @Nullable Object> values = Map.of("http", http, "status", answer.statusCode());
    checks.add(
        answer.statusCode() == HttpURLConnection.HTTP_OK
            ? Check.ok(RUNS, values)
            : Check.warning(RUNS, values, "it starts or stops: ask again in a moment"));
    JsonObject health = new JsonObject(answer.body());
    health
        .getJsonObject("degraded", new JsonObject())
        .forEach(problem ->
            checks.add(
                Check.warning(
                    "part",
                    Map.of("part", problem.getKey(), "reason", String.valueOf(problem.getValue())),
                    "the part does not work until this is mended; the rest does")));
    return checks;
  }
}
