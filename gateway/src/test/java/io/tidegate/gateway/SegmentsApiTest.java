package io.tidegate.gateway;

import static io.tidegate.media.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.gateway.config.SettingsReader;
import io.tidegate.media.Nullable;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What HLS and DASH offer of a stream, by the API, and by the switches of its route.
class SegmentsApiTest {
  private static final String SLATE =
      "{\"sources\": [{\"type\": \"rtmp-publish\"}, {\"type\": \"slate\"}]";

  @TempDir Path folder;
  private final HttpClient http = HttpClient.newHttpClient();
  private @Nullable Gateway gateway;
  private ApiClient media = ApiClient.of(http, "");
  private ApiClient api = media;

  private void start(String... variables) throws Exception {
    Map<String, String> environment = InProcess.environment(folder);
    for (int i = 0; i < variables.length; i += 2) {
      environment.put(variables[i], variables[i + 1]);
    }
    Gateway started = new Gateway(SettingsReader.read(null, environment));
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

  @Test
  void theSegmentsAreListedAndBothManifestsAgree() throws Exception {
    start();
    route("live/s", "");
    awaitStatus("/live/s/manifest.mpd", 200);
    HttpResponse<String> answer = api.get("/streams/live/s/segments");
    ApiContract.load().check(answer);
    assertThat(answer.statusCode()).isEqualTo(200);
    JsonObject report = new JsonObject(answer.body());
    assertThat(report.getBoolean("dash")).isTrue();
    assertThat(report.getBoolean("agree")).as(answer.body()).isTrue();
    assertThat(report.getJsonArray("differences")).isEmpty();
    JsonObject first = report.getJsonArray("items").getJsonObject(0);
    assertThat(first.getInteger("number")).isZero();
    assertThat(first.getInteger("durationMs")).isBetween(1_000, 3_000);
    assertThat(first.getInteger("bandwidthBps")).isPositive();
    assertThat(api.get("/streams/live/nobody/segments").statusCode()).isEqualTo(404);
    assertThat(api.get("/streams/live/*/segments").statusCode()).isEqualTo(404);
  }

  @Test
  void everyOutputTellsHowFarItIsBehind() throws Exception {
    start();
    route("live/s", ", \"outputs\": {\"rtmp\": false}");
    awaitStatus("/live/s/index.m3u8", 200);
    HttpResponse<String> answer = api.get("/streams/live/s/delays");
    ApiContract.load().check(answer);
    assertThat(answer.statusCode()).isEqualTo(200);
    Map<String, JsonObject> items = new HashMap<>();
    for (Object one : new JsonObject(answer.body()).getJsonArray("items")) {
      JsonObject item = (JsonObject) one;
      items.put(item.getString("output"), item);
    }
    assertThat(items.keySet())
        .contains("http-flv", "ws-flv", "http-ts", "http-fmp4", "rtsp", "srt", "ll-hls", "hls")
        .contains("dash")
        .doesNotContain("rtmp");
    assertThat(item(items, "hls").getDouble("behindMs"))
        .isGreaterThan(item(items, "ll-hls").getDouble("behindMs"));
    assertThat(item(items, "srt").getJsonArray("of").getJsonObject(1))
        .isEqualTo(new JsonObject().put("what", "latency").put("ms", 120.0).put("measured", false));
    assertThat(api.get("/streams/live/nobody/delays").statusCode()).isEqualTo(404);
    assertThat(api.get("/streams/live/*/delays").statusCode()).isEqualTo(404);
  }

  private static JsonObject item(Map<String, JsonObject> items, String output) {
    return Objects.requireNonNull(items.get(output), output);
  }

  @Test
  void eachOfBothIsSwitchedByItself() throws Exception {
    start();
    route("live/hls", ", \"outputs\": {\"dash\": false}");
    route("live/dash", ", \"outputs\": {\"hls\": false}");
    route("live/none", ", \"outputs\": {\"hls\": false, \"dash\": false}");
    awaitStatus("/live/hls/index.m3u8", 200);
    awaitStatus("/live/dash/manifest.mpd", 200);
    assertThat(media.get("/live/hls/manifest.mpd").body()).contains("dash is switched off here");
    assertThat(media.get("/live/hls/manifest.mpd").statusCode()).isEqualTo(403);
    assertThat(media.get("/live/dash/index.m3u8").statusCode()).isEqualTo(403);
    assertThat(media.get("/live/dash/media.m3u8").statusCode()).isEqualTo(403);
    assertThat(media.get("/live/none/manifest.mpd").statusCode()).isEqualTo(404);
    assertThat(api.get("/streams/live/none/segments").statusCode()).isEqualTo(404);
  }

  @Test
  void thereIsNoDashOfTransportStreams() throws Exception {
    start("TIDEGATE_HLS_CONTAINER", "ts");
    route("live/s", "");
    awaitStatus("/live/s/index.m3u8", 200);
    HttpResponse<String> none = media.get("/live/s/manifest.mpd");
    assertThat(none.statusCode()).isEqualTo(404);
    assertThat(none.body()).contains("MPEG-TS");
    HttpResponse<String> signed =
        api.send(
            "POST", "/urls/sign", "{\"path\": \"live/s\", \"action\": \"play\", \"seconds\": 60}");
    assertThat(new JsonObject(signed.body()).getJsonObject("urls").fieldNames())
        .contains("hls")
        .doesNotContain("dash");
  }

  private void route(String key, String outputs) throws Exception {
    assertThat(api.send("PUT", "/routes/" + key, SLATE + outputs + "}").statusCode())
        .isEqualTo(201);
  }

  private void awaitStatus(String path, int status) {
    await(path).until(() -> media.get(path).statusCode() == status);
  }
}
