package io.tidegate.gateway;

import static io.tidegate.media.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.gateway.config.SettingsReader;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The live stream and the history of a whole gateway in this process.
class LiveApiTest {
  @TempDir Path folder;
  private Gateway gateway;
  private String base = "";
  private HttpClient client;

  @BeforeEach
  void start() throws Exception {
    gateway = new Gateway(SettingsReader.read(null, InProcess.environment(folder)));
    base = "http://" + gateway.start().addresses().get("http") + "/api/v1";
    client = HttpClient.newHttpClient();
  }

  @AfterEach
  void stop() {
    client.shutdownNow();
    gateway.stop();
  }

  @Test
  void whoWatchesSeesChangesAndWhoComesBackWhatHeMissed() throws Exception {
    String seen;
    try (LiveWatcher watcher = new LiveWatcher(client, base, "0")) {
      watcher.awaitLine("event: snapshot");
      put("live/a");
      watcher.awaitLine("\"entity\":\"route\",\"id\":\"live/a\"");
      watcher.awaitLine("\"kind\":\"route\",\"key\":\"live/a\"");
      watcher.awaitLine("event: stats");
      seen = watcher.lastId();
    }
    put("live/b");
    try (LiveWatcher back = new LiveWatcher(client, base, seen)) {
      back.awaitLine("\"entity\":\"route\",\"id\":\"live/b\"");
      assertThat(back.lines()).noneMatch(line -> line.contains("snapshot"));
    }
  }

  @Test
  void theHistoryIsListed() throws Exception {
    put("live/a");
    put("live/b");
    ApiContract contract = ApiContract.load();
    HttpResponse<String> all = get("/events?kind=route");
    contract.check(all);
    JsonObject first = new JsonObject(all.body()).getJsonArray("items").getJsonObject(0);
    assertThat(first.getString("key")).isEqualTo("live/b");
    assertThat(first.getString("who")).isEqualTo("api 127.0.0.1");
    assertThat(first.getString("detail")).isEqualTo("put, version 2");
    HttpResponse<String> page = get("/events?limit=1&key=live/a");
    contract.check(page);
    assertThat(new JsonObject(page.body()).getJsonArray("items")).hasSize(1);
    assertThat(get("/events?kind=server").body()).contains("\"to\":\"started\"");
    assertThat(get("/events?limit=0").statusCode()).isEqualTo(400);
  }

  @Test
  void howAStreamWentIsToldInColumns() throws Exception {
    put("live/a", "{\"sources\": [{\"type\": \"rtmp-publish\"}, {\"type\": \"slate\"}]}");
    ApiContract contract = ApiContract.load();
    await("pictures")
        .until(() -> {
          JsonObject history = new JsonObject(get("/streams/live/a/history").body());
          int column = history.getJsonArray("columns").getList().indexOf("framesPerSecond");
          return history.getJsonArray("data").getJsonArray(column).stream()
              .anyMatch(value -> value instanceof Number number && number.doubleValue() > 0);
        });
    HttpResponse<String> answer = get("/streams/live/a/history");
    contract.check(answer);
    JsonObject history = new JsonObject(answer.body());
    assertThat(history.getInteger("tierSeconds")).isEqualTo(1);
    assertThat(history.getJsonArray("data")).hasSize(history.getJsonArray("columns").size());
    assertThat(history.getJsonArray("data").getJsonArray(0)).hasSizeBetween(900, 902);
    HttpResponse<String> week = get("/streams/live/a/history?from=2026-01-01T00:00:00Z&step=3600");
    contract.check(week);
    assertThat(new JsonObject(week.body()).getInteger("stepSeconds")).isEqualTo(3_600);
    assertThat(get("/streams/live/a/history?from=yesterday").statusCode()).isEqualTo(400);
    assertThat(get("/streams/live/a/history?from=20&to=10").body()).contains("\"field\":\"from\"");
    assertThat(get("/streams/live/-%20-/history").statusCode()).isEqualTo(404);
  }

  @Test
  void statesAreToldWithTheirLengths() throws Exception {
    put("live/a", "{\"sources\": [{\"type\": \"rtmp-publish\"}, {\"type\": \"slate\"}]}");
    ApiContract contract = ApiContract.load();
    await("a stream").until(() -> states("live/a").contains("stream streaming null"));
    HttpResponse<String> all = get("/routes/live/a/history");
    contract.check(all);
    assertThat(states("live/a")).contains("route stored null", "server started null");
    assertThat(new JsonObject(all.body()).getBoolean("complete")).isTrue();
    HttpResponse<String> one = get("/routes/live/a/history?limit=1&kind=stream");
    contract.check(one);
    assertThat(new JsonObject(one.body()).getJsonArray("items")).hasSize(1);
    assertThat(get("/routes/live/a/history?from=1&to=2").body()).contains("\"items\":[]");
    assertThat(get("/routes/live/a/history?to=later").statusCode()).isEqualTo(400);
  }

  @Test
  void whoWasHereIsListed() throws Exception {
    put("live/a", "{\"sources\": [{\"type\": \"rtmp-publish\"}, {\"type\": \"slate\"}]}");
    await("a stream").until(() -> states("live/a").contains("stream streaming null"));
    String media = base.replace("/api/v1", "/live/a.flv");
    HttpRequest watch = HttpRequest.newBuilder(URI.create(media)).build();
    try (InputStream body = client.send(watch, HttpResponse.BodyHandlers.ofInputStream()).body()) {
      assertThat(body.readNBytes(3)).isEqualTo("FLV".getBytes(StandardCharsets.US_ASCII));
    }
    await("its end").until(() -> get("/sessions/ended").body().contains("http-flv"));
    ApiContract contract = ApiContract.load();
    HttpResponse<String> page = get("/sessions/ended?kind=viewer&key=live/a&limit=1");
    contract.check(page);
    JsonObject viewer = new JsonObject(page.body()).getJsonArray("items").getJsonObject(0);
    assertThat(viewer.getString("remote")).startsWith("127.0.0.1:");
    assertThat(viewer.getString("reason")).isEqualTo("connection lost");
    assertThat(get("/sessions/ended?kind=publisher&key=live/a").body()).contains("\"items\":[]");
  }

  /// Kind, state and end.
  private List<String> states(String key) throws Exception {
    JsonObject answer = new JsonObject(get("/routes/" + key + "/history").body());
    return answer.getJsonArray("items").stream()
        .map(JsonObject.class::cast)
        .map(span ->
            span.getString("kind") + " " + span.getString("state") + " " + span.getString("until"))
        .toList();
  }

  @Test
  void tooManyWatchersAreRefused() throws Exception {
    List<LiveWatcher> watchers = new CopyOnWriteArrayList<>();
    try {
      for (int i = 0; i < 100; i++) {
        watchers.add(new LiveWatcher(client, base, "0"));
      }
      assertThat(get("/live").statusCode()).isEqualTo(503);
    } finally {
      for (LiveWatcher watcher : watchers) {
        watcher.close();
      }
    }
    await("room again")
        .until(() -> {
          try (LiveWatcher _ = new LiveWatcher(client, base, "0")) {
            return true;
          } catch (IOException full) {
            return false;
          }
        });
  }

  private void put(String key) throws Exception {
    put(key, "{}");
  }

  private void put(String key, String route) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(base + "/routes/" + key))
            .PUT(HttpRequest.BodyPublishers.ofString(route))
            .header("Content-Type", "application/json")
            .build();
    assertThat(client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode())
        .isEqualTo(201);
  }

  private HttpResponse<String> get(String path) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(URI.create(base + path)).build();
    return client.send(request, HttpResponse.BodyHandlers.ofString());
  }
}
