package io.tidegate.gateway;

import static io.tidegate.media.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.gateway.config.SettingsReader;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The switches of a whole gateway in this process, and what comes of them for players.
class FeaturesApiTest {
  private static final String SLATE =
      """
      {"labels": ["door"], "sources": [{"type": "rtmp-publish"}, {"type": "slate"}]}
      """;

  @TempDir Path folder;
  private Gateway gateway;
  private HttpClient http;
  private ApiClient media;
  private ApiClient api;
  private ApiContract contract;

  @BeforeEach
  void start() throws Exception {
    contract = ApiContract.load();
    run();
    assertThat(api.send("PUT", "/routes/live/s", SLATE).statusCode()).isEqualTo(201);
    awaitSlate();
  }

  private void run() throws Exception {
    Map<String, String> environment = InProcess.environment(folder);
    environment.put("TIDEGATE_RTSP_PORT", "off");
    environment.put("TIDEGATE_PLAYERS_WAIT_MS", "1000");
    gateway = new Gateway(SettingsReader.read(null, environment));
    http = HttpClient.newHttpClient();
    media = ApiClient.of(http, "http://" + gateway.start().addresses().get("http"));
    api = ApiClient.of(http, media.base() + "/api/v1");
  }

  private void awaitSlate() throws Exception {
    await("the slate").until(() -> media.get("/live/s/media.m3u8").body().contains("#EXTINF"));
  }

  @AfterEach
  void stop() {
    http.shutdownNow();
    gateway.stop();
  }

  @ParameterizedTest
  @CsvSource({
    "hls, /live/s/index.m3u8",
    "http-flv, /live/s.flv",
    "new-viewers, /live/s.flv",
    "new-viewers, /live/s/index.m3u8",
    "new-viewers, /live/s.mp4"
  })
  void whatIsSwitchedOffIsRefusedAndComesBack(String name, String path) throws Exception {
    assertThat(media.status("GET", path, null)).isEqualTo(200);
    put(name, "label:door", 0);
    HttpResponse<String> refused = media.get(path);
    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(refused.body()).contains("switched off");
    put(name, "label:window", 0);
    put(name, "label:door", 100);
    put(name, "all", 0);
    assertThat(media.status("GET", path, null)).as("the label goes first").isEqualTo(200);
    HttpResponse<String> undone = api.send("POST", "/features/versions/3/undo", "{}");
    contract.check(undone);
    assertThat(undone.statusCode()).isEqualTo(200);
    assertThat(media.status("GET", path, null)).as("all").isEqualTo(403);
  }

  @Test
  void anHlsPlayerThatIsHerePlaysOn() throws Exception {
    String playlist = media.get("/live/s/index.m3u8").body();
    String line =
        playlist.lines().filter(one -> one.contains("media.m3u8")).findFirst().orElseThrow();
    assertThat(media.get("/live/s/" + line).statusCode()).isEqualTo(200);
    put("hls", "all", 0);
    assertThat(media.get("/live/s/" + line).statusCode()).isEqualTo(200);
    assertThat(media.get("/live/s/index.m3u8").statusCode()).isEqualTo(403);
  }

  @Test
  void aDashPlayerThatIsHerePlaysOn() throws Exception {
    String mpd = media.get("/live/s/manifest.mpd").body();
    String address = mpd.replaceAll("(?s).*<Location>(.*)</Location>.*", "/live/s/$1");
    assertThat(media.get(address).statusCode()).isEqualTo(200);
    put("dash", "all", 0);
    assertThat(media.get(address).statusCode()).isEqualTo(200);
    HttpResponse<String> refused = media.get("/live/s/manifest.mpd");
    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(refused.body()).contains("dash is switched off here");
    assertThat(media.get("/live/s/index.m3u8").statusCode()).isEqualTo(200);
  }

  @Test
  void streamsThatBeginHaveNoPartsWhereTheyAreOff() throws Exception {
    assertThat(media.get("/live/s/media.m3u8").body()).contains("#EXT-X-PART-INF:");
    put("ll-hls-parts", "label:plain", 0);
    String plain = SLATE.replace("door", "plain");
    assertThat(api.send("PUT", "/routes/live/p", plain).statusCode()).isEqualTo(201);
    await("plain").until(() -> media.get("/live/p/media.m3u8").body().contains("#EXTINF"));
    assertThat(media.get("/live/p/media.m3u8").body()).doesNotContain("#EXT-X-PART");
    assertThat(media.get("/live/s/media.m3u8").body()).contains("#EXT-X-PART-INF:");
  }

  @Test
  void changesAreToldStoredAndHoldAfterARestart() throws Exception {
    assertThat(shown("http-flv").getJsonArray("values")).isEmpty();
    put("http-flv", "node:local", 40);
    HttpResponse<String> versions = api.get("/features/versions?limit=1");
    contract.check(versions);
    JsonObject version = new JsonObject(versions.body()).getJsonArray("items").getJsonObject(0);
    assertThat(version.getString("who")).isEqualTo("api 127.0.0.1");
    assertThat(version.getJsonArray("diff").getJsonObject(0).getString("after")).isEqualTo("40");
    HttpResponse<String> events = api.get("/events?kind=feature");
    contract.check(events);
    assertThat(events.body()).contains("http-flv node:local", "40 %");
    await("the audit log")
        .until(() -> api.get("/audit?path=/api/v1/features").body().contains("/features/http-flv"));
    stop();
    run();
    assertThat(value("http-flv")).isEqualTo(40);
    HttpResponse<String> load = api.get("/load");
    contract.check(load);
    JsonObject brownout = new JsonObject(load.body()).getJsonObject("brownout");
    assertThat(brownout.getString("step")).isEqualTo("normal");
  }

  /// Players of a stream that does not come are told so after their wait.
  @Test
  void aStageTakesItselfBackWhenAnswersAreSlow() throws Exception {
    String absent = "{\"sources\": [{\"type\": \"rtmp-publish\"}]}";
    assertThat(api.send("PUT", "/routes/live/absent", absent).statusCode()).isEqualTo(201);
    put("ws-flv", "all", 0);
    put("ws-flv", "all", 25);
    await("roll back")
        .until(() -> {
          List<CompletableFuture<HttpResponse<String>>> players = new ArrayList<>();
          for (int i = 0; i < 40; i++) {
            players.add(
                http.sendAsync(
                    HttpRequest.newBuilder(URI.create(media.base() + "/live/absent.flv")).build(),
                    HttpResponse.BodyHandlers.ofString()));
          }
          players.forEach(CompletableFuture::join);
          return value("ws-flv") == 0;
        });
    assertThat(api.get("/events?kind=feature").body())
        .contains("roll back", "the 95th percentile of answers is over 800 ms", "25 %", "tidegate");
  }

  private int value(String name) throws Exception {
    return shown(name).getJsonArray("values").getJsonObject(0).getInteger("percent");
  }

  @Test
  void whatIsWrongIsNamed() throws Exception {
    HttpResponse<String> unconditional = api.send("PUT", "/features/hls", "{\"percent\": 0}");
    contract.check(unconditional);
    assertThat(unconditional.statusCode()).isEqualTo(428);
    assertThat(status("hls", "\"7\"", "{\"percent\": 0}")).isEqualTo(412);
    assertThat(status("webrtc", "*", "{\"percent\": 0}")).isEqualTo(404);
    assertThat(status("hls", "*", "{}")).isEqualTo(422);
    assertThat(status("hls", "*", "{\"percent\": 101}")).isEqualTo(422);
    assertThat(status("hls", "*", "{\"percent\": 1.5}")).isEqualTo(422);
    assertThat(status("hls", "*", "{\"percent\": 0, \"for\": \"host:a\"}")).isEqualTo(422);
    assertThat(status("hls", "*", "{\"percent\": 0, \"x\": 1}")).isEqualTo(422);
    assertThat(status("audio", "*", "{\"percent\": 50}")).isEqualTo(422);
    assertThat(status("audio", "*", "{\"percent\": 0}")).isEqualTo(200);
    assertThat(status("audio", "*", "{\"percent\": null}")).isEqualTo(200);
    assertThat(shown("audio").getJsonArray("values")).isEmpty();
    assertThat(api.send("DELETE", "/features/hls", null).statusCode()).isEqualTo(405);
  }

  private int status(String name, String match, String body) throws Exception {
    HttpResponse<String> answer =
        api.with("If-Match", match).send("PUT", "/features/" + name, body);
    contract.check(answer);
    return answer.statusCode();
  }

  private void put(String name, String target, int percent) throws Exception {
    JsonObject body = new JsonObject().put("for", target).put("percent", percent);
    assertThat(status(name, "*", body.encode())).isEqualTo(200);
  }

  private JsonObject shown(String name) throws Exception {
    HttpResponse<String> all = api.get("/features");
    contract.check(all);
    return new JsonObject(all.body())
        .getJsonArray("items").stream()
            .map(JsonObject.class::cast)
            .filter(one -> one.getString("name").equals(name))
            .findFirst()
            .orElseThrow();
  }
}
