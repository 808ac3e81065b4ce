package io.tidegate.gateway;

import static io.tidegate.media.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.gateway.config.SettingsReader;
import io.tidegate.media.Nullable;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Marks on the timelines of streams, by the API.
class MarksApiTest {
  @TempDir Path folder;
  private final HttpClient http = HttpClient.newHttpClient();
  private @Nullable Gateway gateway;
  private ApiClient media = ApiClient.of(http, "");
  private ApiClient api = media;

  @BeforeEach
  void start() throws Exception {
    Gateway started = new Gateway(SettingsReader.read(null, InProcess.environment(folder)));
    gateway = started;
    media = ApiClient.of(http, "http://" + started.start().addresses().get("http"));
    api = ApiClient.of(http, media.base() + "/api/v1");
  }

  @AfterEach
  void stop() {
    http.shutdownNow();
    if (gateway != null) {
      gateway.stop();
    }
  }

  private JsonObject post(String key, JsonObject mark) throws Exception {
    HttpResponse<String> answer = api.send("POST", "/streams/" + key + "/marks", mark.encode());
    ApiContract.load().check(answer);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    return new JsonObject(answer.body());
  }

  private JsonObject list(String key, String query) throws Exception {
    HttpResponse<String> answer = api.get("/streams/" + key + "/marks" + query);
    ApiContract.load().check(answer);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return new JsonObject(answer.body());
  }

  @Test
  void areSetListedByTimeAndToldToThoseWhoWatch() throws Exception {
    try (LiveWatcher watcher = new LiveWatcher(http, api.base(), "0")) {
      watcher.awaitLine("event: snapshot");
      Instant now = Instant.now();
      JsonObject whole =
          new JsonObject()
              .put("kind", "person")
              .put("label", "at the door")
              .put("at", now.minusSeconds(60).toString())
              .put("durationMs", 2_000)
              .put("confidence", 0.93)
              .put(
                  "box",
                  new JsonObject().put("x", 0.1).put("y", 0.2).put("width", 0.3).put("height", 0.4))
              .put("data", new JsonObject().put("track", 7));
      JsonObject first = post("live/door", whole);
      assertThat(first.getString("key")).isEqualTo("live/door");
      assertThat(first.getJsonObject("data")).isEqualTo(whole.getJsonObject("data"));
      post("live/door", new JsonObject().put("kind", "car"));
      post("live/other", new JsonObject().put("kind", "car"));
      watcher.awaitLine("\"kind\":\"mark\"");
      watcher.awaitLine("at the door 0.93");
      assertThat(list("live/door", "").getInteger("total")).isEqualTo(2);
      JsonObject page = list("live/door", "?limit=1");
      assertThat(page.getJsonArray("items").getJsonObject(0)).isEqualTo(first);
      JsonObject rest = list("live/door", "?limit=1&after=" + page.getString("next"));
      assertThat(rest.getJsonArray("items").getJsonObject(0).getString("kind")).isEqualTo("car");
      assertThat(rest.getString("next")).isNull();
      String until = "?to=" + now.minusSeconds(30).toEpochMilli();
      assertThat(list("live/door", until).getInteger("total")).isEqualTo(1);
      String since = "?from=" + now.minusSeconds(30).toEpochMilli();
      assertThat(list("live/door", since).getInteger("total")).isEqualTo(1);
      assertThat(list("live/door", "?kind=person").getInteger("total")).isEqualTo(1);
      assertThat(list("live/door", "?q=DOOR").getInteger("total")).isEqualTo(1);
    }
  }

  @Test
  void whatIsWrongIsNamed() throws Exception {
    HttpResponse<String> wrong = api.send("POST", "/streams/live/door/marks", "{\"kind\": 7}");
    ApiContract.load().check(wrong);
    assertThat(wrong.statusCode()).isEqualTo(422);
    assertThat(new JsonObject(wrong.body()).getString("field")).isEqualTo("kind");
    JsonObject late =
        new JsonObject()
            .put("kind", "k")
            .put("at", Instant.now().plus(Duration.ofHours(1)).toString());
    assertThat(api.send("POST", "/streams/live/door/marks", late.encode()).statusCode())
        .isEqualTo(422);
    assertThat(
            api.send("POST", "/streams/live/door/marks", "{\"kind\": \"k\", \"ptsMs\": 1}")
                .statusCode())
        .as("nothing is live")
        .isEqualTo(409);
    String large = "{\"kind\": \"k\", \"label\": \"" + "x".repeat(17_000) + "\"}";
    assertThat(api.send("POST", "/streams/live/door/marks", large).statusCode()).isEqualTo(413);
    assertThat(api.get("/streams/live/door/marks?from=tomorrow").statusCode()).isEqualTo(400);
    assertThat(api.get("/streams/live/*/marks").statusCode()).isEqualTo(404);
    assertThat(api.send("DELETE", "/streams/live/door/marks", null).statusCode()).isEqualTo(405);
    assertThat(list("live/door", "").getInteger("total")).isZero();
    post("live/door", new JsonObject().put("kind", "k"));
    String audit = api.get("/audit").body();
    assertThat(audit).as("who was turned away").contains("/marks").contains("\"status\":409");
    assertThat(audit).as("marks say by whom they are").doesNotContain("\"status\":201");
  }

  @Test
  void aTimeOnTheTimelineOfALiveStreamBecomesATimeOfDay() throws Exception {
    String slate = "{\"sources\": [{\"type\": \"rtmp-publish\"}, {\"type\": \"slate\"}]}";
    assertThat(api.send("PUT", "/routes/live/s", slate).statusCode()).isEqualTo(201);
    await("it is live").until(() -> media.get("/live/s/index.m3u8").statusCode() == 200);
    // key frames are counted from, each of which came sooner or later than its time says; the first
    // ones of a busy machine much later
    await("times that are as far apart as they are there")
        .until(() -> {
          Instant early = at(0);
          assertThat(early).isBefore(Instant.now());
          long apartMs = Duration.between(early, at(1_500)).toMillis();
          return apartMs >= 500 && apartMs <= 2_500;
        });
  }

  @Test
  void playlistsHaveThemWhereTheRouteSaysSo() throws Exception {
    String sources = "{\"sources\": [{\"type\": \"rtmp-publish\"}, {\"type\": \"slate\"}]";
    api.send("PUT", "/routes/live/with", sources + ", \"outputs\": {\"marks\": true}}");
    api.send("PUT", "/routes/live/without", sources + "}");
    for (String key : List.of("live/with", "live/without")) {
      await(key).until(() -> media.get("/" + key + "/index.m3u8").statusCode() == 200);
      post(key, new JsonObject().put("kind", "person").put("label", "say \"hi\""));
    }
    String tag = "#EXT-X-DATERANGE:ID=\"\\d+\",CLASS=\"person\",START-DATE=\"[0-9TZ:.-]+\",";
    await("the mark")
        .until(() ->
            playlist("live/with")
                .lines()
                .anyMatch(line -> line.matches(tag + "DURATION=0.000,X-LABEL=\"say 'hi'\"")));
    assertThat(playlist("live/without")).contains("#EXTINF").doesNotContain("DATERANGE");
  }

  private String playlist(String key) throws Exception {
    String all = media.get("/" + key + "/index.m3u8").body();
    String uri =
        all.lines().filter(line -> line.startsWith("media.m3u8")).findFirst().orElseThrow();
    return media.get("/" + key + "/" + uri).body();
  }

  private Instant at(long ptsMs) throws Exception {
    JsonObject mark = new JsonObject().put("kind", "k").put("ptsMs", ptsMs);
    return Instant.parse(post("live/s", mark).getString("at"));
  }
}
