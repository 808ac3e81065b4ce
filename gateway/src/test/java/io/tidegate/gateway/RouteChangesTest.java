package io.tidegate.gateway;

import static io.tidegate.media.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What runs follows what the API stores, in a whole gateway in this process. Cameras are ports of
/// this machine that nobody listens on.
class RouteChangesTest {
  @TempDir Path folder;
  private RunningGateway gateway;
  private ApiClient api;

  @BeforeEach
  void start() throws Exception {
    gateway = new RunningGateway(folder);
    api = gateway.api();
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  @Test
  void aCameraIsPulledFromItsRouteOnAndTheOthersDoNotNotice() throws Exception {
    put("/routes/live/a", camera("one"));
    awaitPulls("live/a rtsp://127.0.0.1:1/one");
    await("some attempts").until(() -> attempts("live/a") >= 2);
    long before = attempts("live/a");

    put("/routes/live/b", camera("two"));
    awaitPulls("live/a rtsp://127.0.0.1:1/one", "live/b rtsp://127.0.0.1:1/two");
    put("/routes/live/b", camera("three"));
    awaitPulls("live/a rtsp://127.0.0.1:1/one", "live/b rtsp://127.0.0.1:1/three");
    put("/routes/live/b", camera("three").replaceFirst("\\{", "{\"enabled\": false, "));
    awaitPulls("live/a rtsp://127.0.0.1:1/one");
    put("/routes/live/a", camera("one").replaceFirst("\\{", "{\"labels\": [\"door\"], "));
    ask("DELETE", "/routes/live/b", "");
    assertThat(attempts("live/a")).isGreaterThanOrEqualTo(before);

    ask("POST", "/versions/1/restore?key=live/a", "{}");
    ask("POST", "/routes/apply?prune=true", "{\"routes\": []}");
    awaitPulls();
  }

  @Test
  void aSessionThatIsNotThereCannotBeEnded() throws Exception {
    assertThat(ask("DELETE", "/sessions/nobody", "").statusCode()).isEqualTo(404);
    assertThat(ask("GET", "/sessions/nobody", "").statusCode()).isEqualTo(404);
    assertThat(ask("PUT", "/sessions/nobody", "{}").statusCode()).isEqualTo(405);
  }

  private static String camera(String name) {
    return "{\"sources\": [{\"type\": \"rtsp-pull\", \"url\": \"rtsp://127.0.0.1:1/"
        + name
        + "\"}]}";
  }

  private void put(String path, String body) throws Exception {
    assertThat(ask("PUT", path, body).statusCode()).isIn(200, 201);
  }

  private void awaitPulls(String... expected) {
    await("the pulls")
        .untilAsserted(() ->
            assertThat(
                    pulls().stream()
                        .map(pull -> pull.getString("key") + " " + pull.getString("url"))
                        .toList())
                .containsExactly(expected));
  }

  private long attempts(String key) throws Exception {
    return pulls().stream()
        .filter(pull -> key.equals(pull.getString("key")))
        .mapToLong(pull -> pull.getLong("attempts"))
        .findFirst()
        .orElse(0);
  }

  private List<JsonObject> pulls() throws Exception {
    return new JsonObject(api.get("/rtsp/pulls").body())
        .getJsonArray("items").stream().map(JsonObject.class::cast).toList();
  }

  private HttpResponse<String> ask(String method, String path, String body) throws Exception {
    boolean isNew = method.equals("PUT") && api.get(path).statusCode() == 404;
    return (isNew ? api : api.with("If-Match", "*")).send(method, path, body);
  }
}
