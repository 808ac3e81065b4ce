package io.tidegate.gateway.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidegate.media.testing.Patience;
import io.tidegate.media.testing.Tool;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Patterns of keys, sources on demand, aliases, and players that come first.
class PatternsIT {
  /// A player waits for as long as an encoder takes to start on a busy machine.
  private static final Map<String, String> PATIENT =
      Map.of("TIDEGATE_PLAYERS_WAIT_MS", "60000", "TIDEGATE_PLAYERS_ON_DEMAND_MS", "1000");

  @TempDir Path folder;

  @Test
  void anUnlistedStreamIsPushedAndPulledAsItsPatternSays() throws Exception {
    try (GatewayProcess gateway = GatewayProcess.start(folder, PATIENT)) {
      String live =
          put(
              gateway,
              "live/%2A",
              "{\"outputs\": {\"hls\": false, \"rtmp-push\": [{\"url\": \""
                  + gateway.rtmp("/copy/{1}")
                  + "\"}]}}");
      assertThat(live).contains("\"key\":\"live/*\"", "\"pattern\":true");
      put(
          gateway,
          "nvr/cam-%2A",
          "{\"sources\": [{\"type\": \"rtsp-pull\", \"onDemand\": true, \"url\": \""
              + gateway.rtsp("/live/{1}")
              + "\"}]}");
      try (Tool _ = Media.publishEndlessly(gateway.rtmp("/live/one"))) {
        Live.awaitStream(gateway, "copy/one");
        JsonObject one = stream(gateway, "live/one");
        assertThat(one.getString("route")).isEqualTo("live/*");
        assertThat(stream(gateway, "copy/one").getString("route")).isNull();
        assertThat(gateway.get("/live/one/index.m3u8").statusCode()).isGreaterThanOrEqualTo(403);
        assertThat(gateway.get("/api/v1/rtsp/pulls").body()).contains("\"items\":[]");

        assertThat(flv(gateway.http("/nvr/cam-one.flv"))).isEqualTo("FLV");
        await("the end of the pull")
            .atMost(Patience.FOR_PROGRAMS)
            .until(() -> gateway.get("/api/v1/rtsp/pulls").body().contains("\"items\":[]"));

        String since = one.getString("since");
        put(gateway, "live/%2A", "{\"outputs\": {}}");
        Live.awaitHls(gateway, "live/one");
        assertThat(stream(gateway, "live/one").getString("since")).isEqualTo(since);
      }
    }
  }

  @Test
  void aPlayerUnderAnAliasMayComeFirst() throws Exception {
    String routes = "routes: [{key: live/first, aliases: [show/door]}]\n";
    try (GatewayProcess gateway = GatewayProcess.start(folder, PATIENT, routes)) {
      assertThat(gateway.get("/show/window.flv").statusCode()).as("unknown").isEqualTo(404);
      Media.h264(); // made before the wait begins
      CompletableFuture<String> player =
          CompletableFuture.supplyAsync(() -> flv(gateway.http("/show/door.flv")));
      try (Tool _ = Media.publishEndlessly(gateway.rtmp("/live/first"))) {
        assertThat(player.get(90, TimeUnit.SECONDS)).isEqualTo("FLV");
        Live.awaitHls(gateway, "show/door");
        assertThat(gateway.get("/show/door/index.m3u8").body()).contains("media.m3u8?s=");
        assertThat(gateway.get("/assets/streams.json?key=show/door").body())
            .contains("\"key\":\"live/first\"", "H.264");
        assertThat(gateway.get("/assets/streams.json?key=show/window").body())
            .contains("\"items\":[]");
        Tool refused = Media.publishEndlessly(gateway.rtmp("/show/door"));
        try (refused) {
          assertThat(refused.await(60)).as(refused.output()).isNotZero();
        }
        assertThat(gateway.get("/api/v1/streams").body()).doesNotContain("show/door");
      }
    }
  }

  /// Watches some frames, and tells how the stream began.
  private static String flv(String url) {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(url)).timeout(Patience.FOR_PROGRAMS).build();
      HttpResponse<InputStream> answer =
          client.send(request, HttpResponse.BodyHandlers.ofInputStream());
      assertThat(answer.statusCode()).as(url).isEqualTo(200);
      byte[] start = answer.body().readNBytes(20_000);
      client.shutdownNow();
      assertThat(start).hasSize(20_000);
      return new String(start, 0, 3, StandardCharsets.US_ASCII);
    } catch (IOException problem) {
      throw new UncheckedIOException(url, problem);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(url, stopped);
    }
  }

  private static JsonObject stream(GatewayProcess gateway, String key) throws Exception {
    return new JsonObject(gateway.get("/api/v1/streams").body())
        .getJsonArray("items").stream()
            .map(JsonObject.class::cast)
            .filter(one -> one.getString("key").equals(key))
            .findFirst()
            .orElseThrow();
  }

  private static String put(GatewayProcess gateway, String key, String body) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(URI.create(gateway.http("/api/v1/routes/" + key)))
              .PUT(HttpRequest.BodyPublishers.ofString(body))
              .header("Content-Type", "application/json");
      HttpResponse<String> answer =
          client.send(request.build(), HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() == 428) {
        request.header("If-Match", "*");
        answer = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
      }
      assertThat(answer.statusCode()).as(answer.body()).isIn(200, 201);
      return answer.body();
    }
  }
}
