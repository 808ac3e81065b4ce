package io.tidegate.gateway;

import static io.tidegate.media.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.gateway.config.SettingsReader;
import io.tidegate.media.testing.Patience;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Pictures that a whole gateway in this process keeps of its own slate, with FFmpeg's children.
@Timeout(600)
class StillsApiTest {
  private static final String ALL = "?from=2000-01-01T00:00:00Z&to=9999-01-01T00:00:00Z";

  @TempDir Path folder;
  private Gateway gateway;
  private HttpClient http;
  private ApiClient api;
  private ApiContract contract;

  @BeforeEach
  void start() throws Exception {
    contract = ApiContract.load();
    http = HttpClient.newHttpClient();
    Path file =
        Files.writeString(
            folder.resolve("t.yaml"),
            """
            storage:
            - {name: disk, type: local, path-pattern: '{app}/{name}', local: {folder: %s}}
            recording: {keep-free: 1MB}
            """
                .formatted(folder.resolve("archive")));
    gateway =
        new Gateway(
            SettingsReader.read(file.toString(), InProcess.environment(folder.resolve("data"))));
    api = ApiClient.of(http, "http://" + gateway.start().addresses().get("http") + "/api/v1");
  }

  @AfterEach
  void stop() {
    http.shutdownNow();
    gateway.stop();
  }

  private JsonObject ask(int status, String method, String path) throws Exception {
    HttpResponse<String> answer = api.send(method, path, null);
    contract.check(answer);
    assertThat(answer.statusCode()).as("%s %s: %s", method, path, answer.body()).isEqualTo(status);
    return answer.body().isEmpty() ? new JsonObject() : new JsonObject(answer.body());
  }

  private HttpResponse<String> route(String key, String snapshot) throws Exception {
    JsonArray sources =
        JsonArray.of(
            new JsonObject().put("type", "rtmp-publish"), new JsonObject().put("type", "slate"));
    JsonObject route =
        new JsonObject()
            .put("sources", sources)
            .put("outputs", new JsonObject().put("snapshot", new JsonObject(snapshot)));
    HttpResponse<String> answer = api.send("PUT", "/routes/" + key, route.encode());
    contract.check(answer);
    return answer;
  }

  private List<JsonObject> kept(String key, String query) throws Exception {
    JsonArray items = ask(200, "GET", "/stills/" + key + query).getJsonArray("items");
    return items.stream().map(JsonObject.class::cast).toList();
  }

  private HttpResponse<byte[]> picture(String url, String tag) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(api.base()).resolve(url));
    if (!tag.isEmpty()) {
      request.header("If-None-Match", tag);
    }
    return http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
  }

  private void isJpeg(JsonObject still) throws Exception {
    HttpResponse<byte[]> picture = picture(still.getString("url"), "");
    assertThat(picture.statusCode()).isEqualTo(200);
    assertThat(picture.headers().firstValue("Content-Type")).contains("image/jpeg");
    assertThat(picture.headers().firstValue("X-Capture-Time"))
        .contains(still.getString("captured"));
    assertThat(picture.body()).hasSize(still.getInteger("bytes"));
    assertThat(ImageIO.read(new ByteArrayInputStream(picture.body())).getWidth()).isPositive();
    String tag = picture.headers().firstValue("ETag").orElseThrow();
    assertThat(picture(still.getString("url"), tag).statusCode()).isEqualTo(304);
  }

  @Test
  void areKeptListedByTimeGivenAndDeleted() throws Exception {
    assertThat(route("live/a", "{\"everySeconds\": 5, \"keepDays\": 2}").statusCode())
        .isEqualTo(201);
    await("two of them").atMost(Patience.FOR_PROGRAMS).until(() -> kept("live/a", "").size() >= 2);
    List<JsonObject> all = kept("live/a", "").subList(0, 2);
    assertThat(all).allMatch(one -> one.getBoolean("local"));
    String first = all.getFirst().getString("captured");
    String second = all.getLast().getString("captured");
    assertThat(first).isLessThan(second);
    isJpeg(all.getFirst());

    JsonObject page = ask(200, "GET", "/stills/live/a?limit=1");
    assertThat(page.getString("next")).isEqualTo(first);
    assertThat(kept("live/a", "?limit=1&after=" + first)).containsExactly(all.getLast());
    assertThat(kept("live/a", "?from=" + first + "&to=" + second)).containsExactly(all.getFirst());
    assertThat(kept("live/none", "")).isEmpty();
    ask(400, "GET", "/stills/live/a?limit=1001");
    ask(400, "GET", "/stills/live/a?from=yesterday");
    ask(400, "GET", "/stills/live/a?after=+99999-01-01T00:00:00Z");
    ask(404, "GET", "/stills/live/a/2020-01-01T00:00:00.000Z.jpg");
    ask(404, "GET", "/stills/live/a/x.jpg");
    ask(400, "DELETE", "/stills/live/a?from=" + first);
    ask(405, "PUT", "/stills/live/a");

    JsonObject deleted = ask(200, "DELETE", "/stills/live/a?from=" + first + "&to=" + second);
    assertThat(deleted.getInteger("stills")).isEqualTo(1);
    assertThat(deleted.getInteger("bytes")).isEqualTo(all.getFirst().getInteger("bytes"));
    assertThat(kept("live/a", "").getFirst()).isEqualTo(all.getLast());
    assertThat(picture(all.getFirst().getString("url"), "").statusCode()).isEqualTo(404);
    assertThat(api.get("/events?limit=100").body())
        .contains("\"kind\":\"still\"", "1 pictures from");
  }

  @Test
  void goToTheProfileThatIsNamedAndAnUnknownOneIsRefused() throws Exception {
    HttpResponse<String> refused = route("live/b", "{\"everySeconds\": 5, \"storage\": \"far\"}");
    assertThat(refused.statusCode()).isEqualTo(422);
    assertThat(refused.body()).contains("outputs.snapshot.storage", "no storage profile far");
    assertThat(route("live/b", "{\"everySeconds\": 86400, \"storage\": \"disk\"}").statusCode())
        .isEqualTo(201);
    await("it is brought")
        .atMost(Patience.FOR_PROGRAMS)
        .until(() -> kept("live/b", "").stream().anyMatch(one -> !one.getBoolean("local")));
    List<JsonObject> all = kept("live/b", "");
    assertThat(all).hasSize(1);
    isJpeg(all.getFirst());
    try (Stream<Path> there = Files.list(folder.resolve("archive/live/b"))) {
      assertThat(there).singleElement().asString().endsWith(".jpg");
    }
    assertThat(ask(200, "DELETE", "/stills/live/b" + ALL).getInteger("stills")).isEqualTo(1);
    await("it is deleted there").until(() -> !Files.exists(folder.resolve("archive/live/b")));
    assertThat(kept("live/b", "")).isEmpty();
  }
}
