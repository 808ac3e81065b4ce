package io.tidegate.gateway;

import static io.tidegate.media.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
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
  void whoWatchesSeesChangesAndWhoComesBackWhatHeMissed() throws Exception {
    String seen;
    try (LiveWatcher watcher = new LiveWatcher(api.http(), api.base(), "0")) {
      watcher.awaitLine("event: snapshot");
      put("live/a");
      watcher.awaitLine("\"entity\":\"route\",\"id\":\"live/a\"");
      watcher.awaitLine("\"kind\":\"route\",\"key\":\"live/a\"");
      watcher.awaitLine("event: stats");
      seen = watcher.lastId();
    }
    put("live/b");
    try (LiveWatcher back = new LiveWatcher(api.http(), api.base(), seen)) {
      back.awaitLine("\"entity\":\"route\",\"id\":\"live/b\"");
      assertThat(back.lines()).noneMatch(line -> line.contains("snapshot"));
    }
  }

  @Test
  void theHistoryIsListed() throws Exception {
    put("live/a");
    put("live/b");
    ApiContract contract = ApiContract.load();
    HttpResponse<String> all = api.get("/events?kind=route");
    contract.check(all);
    JsonObject first = new JsonObject(all.body()).getJsonArray("items").getJsonObject(0);
    assertThat(first.getString("key")).isEqualTo("live/b");
    assertThat(first.getString("who")).isEqualTo("api 127.0.0.1");
    assertThat(first.getString("detail")).isEqualTo("put, version 2");
    HttpResponse<String> page = api.get("/events?limit=1&key=live/a");
    contract.check(page);
    assertThat(new JsonObject(page.body()).getJsonArray("items")).hasSize(1);
    assertThat(api.get("/events?kind=server").body()).contains("\"to\":\"started\"");
    assertThat(api.get("/events?limit=0").statusCode()).isEqualTo(400);
  }

  @Test
  void howAStreamWentIsToldInColumns() throws Exception {
    put("live/a", "{\"sources\": [{\"type\": \"rtmp-publish\"}, {\"type\": \"slate\"}]}");
    ApiContract contract = ApiContract.load();
    await("pictures")
        .until(() -> {
          JsonObject history = new JsonObject(api.get("/streams/live/a/history").body());
          int column = history.getJsonArray("columns").getList().indexOf("framesPerSecond");
          return history.getJsonArray("data").getJsonArray(column).stream()
              .anyMatch(value -> value instanceof Number number && number.doubleValue() > 0);
        });
    HttpResponse<String> answer = api.get("/streams/live/a/history");
    contract.check(answer);
    JsonObject history = new JsonObject(answer.body());
    assertThat(history.getInteger("tierSeconds")).isEqualTo(1);
    assertThat(history.getJsonArray("data")).hasSize(history.getJsonArray("columns").size());
    assertThat(history.getJsonArray("data").getJsonArray(0)).hasSizeBetween(900, 902);
    HttpResponse<String> week =
        api.get("/streams/live/a/history?from=2026-01-01T00:00:00Z&step=3600");
    contract.check(week);
    assertThat(new JsonObject(week.body()).getInteger("stepSeconds")).isEqualTo(3_600);
    assertThat(api.get("/streams/live/a/history?from=yesterday").statusCode()).isEqualTo(400);
    assertThat(api.get("/streams/live/a/history?from=20&to=10").body())
        .contains("\"field\":\"from\"");
    assertThat(api.get("/streams/live/-%20-/history").statusCode()).isEqualTo(404);
  }

  @Test
  void statesAreToldWithTheirLengths() throws Exception {
    put("live/a", "{\"sources\": [{\"type\": \"rtmp-publish\"}, {\"type\": \"slate\"}]}");
    ApiContract contract = ApiContract.load();
    await("a stream").until(() -> states("live/a").contains("stream streaming null"));
    HttpResponse<String> all = api.get("/routes/live/a/history");
    contract.check(all);
    assertThat(states("live/a")).contains("route stored null", "server started null");
    assertThat(new JsonObject(all.body()).getBoolean("complete")).isTrue();
    HttpResponse<String> one = api.get("/routes/live/a/history?limit=1&kind=stream");
    contract.check(one);
    assertThat(new JsonObject(one.body()).getJsonArray("items")).hasSize(1);
    assertThat(api.get("/routes/live/a/history?from=1&to=2").body()).contains("\"items\":[]");
    assertThat(api.get("/routes/live/a/history?to=later").statusCode()).isEqualTo(400);
  }

  @Test
  void whoWasHereIsListed() throws Exception {
    put("live/a", "{\"sources\": [{\"type\": \"rtmp-publish\"}, {\"type\": \"slate\"}]}");
    await("a stream").until(() -> states("live/a").contains("stream streaming null"));
    ApiClient player = ApiClient.of(api.http(), gateway.http(""));
    try (InputStream body = player.open("GET", "/live/a.flv", null).body()) {
      assertThat(body.readNBytes(3)).isEqualTo("FLV".getBytes(StandardCharsets.US_ASCII));
    }
    await("its end").until(() -> api.get("/sessions/ended").body().contains("http-flv"));
    ApiContract contract = ApiContract.load();
    HttpResponse<String> page = api.get("/sessions/ended?kind=viewer&key=live/a&limit=1");
    contract.check(page);
    JsonObject viewer = new JsonObject(page.body()).getJsonArray("items").getJsonObject(0);
    assertThat(viewer.getString("remote")).startsWith("127.0.0.1:");
    assertThat(viewer.getString("reason")).isEqualTo("connection lost");
    assertThat(api.get("/sessions/ended?kind=publisher&key=live/a").body())
        .contains("\"items\":[]");
  }

  /// Kind, state and end.
  private List<String> states(String key) throws Exception {
    JsonObject answer = new JsonObject(api.get("/routes/" + key + "/history").body());
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
        watchers.add(new LiveWatcher(api.http(), api.base(), "0"));
      }
      assertThat(api.status("GET", "/live", null)).isEqualTo(503);
    } finally {
      for (LiveWatcher watcher : watchers) {
        watcher.close();
      }
    }
    await("room again")
        .until(() -> {
          try (LiveWatcher _ = new LiveWatcher(api.http(), api.base(), "0")) {
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
    assertThat(api.send("PUT", "/routes/" + key, route).statusCode()).isEqualTo(201);
  }
}
