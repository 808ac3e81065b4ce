package io.tidegate.gateway.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidegate.media.testing.Patience;
import io.tidegate.media.testing.Tool;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What an operator has set, and what he knows of what was, after a restart of the whole
/// distribution.
class AdminRestartIT {
  private static final String CONFIGURATION =
      """
      publish: token
      publish-token: hush-publish-token
      """;

  private static final Map<String, String> ENVIRONMENT =
      Map.of("TIDEGATE_METRICS_TOKEN", "hush-metrics-token");

  private static final List<String> SECRETS =
      List.of(
          "hush-publish-token",
          "hush-metrics-token",
          "hush-stored-passphrase",
          "hush-camera-password",
          "hush-stream-key",
          "hush-route-passphrase");

  /// Nobody listens at port 9, so both calls fail and are told about.
  private static final String SECRETIVE =
      """
      {"sources": [{"type": "rtmp-publish"},
                   {"type": "rtsp-pull", "url": "rtsp://127.0.0.1:9/x", "user": "admin",
                    "password": "hush-camera-password"}],
       "outputs": {"rtmp-push": [{"url": "rtmp://127.0.0.1:9/app", "streamKey": "hush-stream-key"}]},
       "srt": {"passphrase": "hush-route-passphrase"}}
      """;

  @TempDir Path folder;

  @Test
  void whatWasSetAndWhatWasHereIsThereAfterARestart() throws Exception {
    Path data = folder.resolve("data");
    try (GatewayProcess first = GatewayProcess.start(data, ENVIRONMENT, CONFIGURATION);
        Api asked = Api.of(first)) {
      changeSettings(asked);
      assertRefusesPublishers(first);
      asked.put("live/a", SECRETIVE);
      try (Tool _ = Media.publishEndlessly(first.rtmp("/live/a?token=hush-publish-token"))) {
        patiently("pictures in the history").until(() -> pictures(asked) > 0);
        Live.awaitBytes(first, "live/a", 1);
        patiently("the push that fails")
            .until(
                () -> !asked.items("/rtmp/pushes").getFirst().getString("lastFailure").isEmpty());
        watch(asked, first.http("/live/a.flv"));
        assertHelpsWithoutSecrets(Bundle.of(asked));
      }
      patiently("sessions that ended")
          .untilAsserted(() ->
              assertThat(asked.items("/sessions/ended?key=live/a"))
                  .extracting(session -> session.getString("kind"))
                  .containsExactlyInAnyOrder("publisher", "viewer"));
      assertThat(first.terminate()).isEqualTo(143);
    }
    try (GatewayProcess second = GatewayProcess.start(data, ENVIRONMENT, CONFIGURATION);
        Api asked = Api.of(second)) {
      assertRemembersTheStream(asked);
      undoSettings(asked);
      try (Tool _ = Media.publishEndlessly(second.rtmp("/live/b?token=hush-publish-token"))) {
        Live.awaitStream(second, "live/b");
      }
    }
  }

  private static void changeSettings(Api asked) throws Exception {
    String change =
        "{\"publish\": \"closed\", \"rtmp.idle-timeout-ms\": 20000,"
            + " \"srt.passphrase\": \"hush-stored-passphrase\"}";
    HttpResponse<String> before = asked.ask("GET", "/settings", "");
    assertThat(before.headers().firstValue("ETag")).hasValue("\"0\"");
    assertThat(asked.ask("PATCH", "/settings", change).statusCode()).isEqualTo(428);
    HttpResponse<String> done = asked.ask("PATCH", "/settings", change, "If-Match", "\"0\"");
    assertThat(done.statusCode()).as(done.body()).isEqualTo(200);
    assertThat(setting(asked, "publish").getString("source")).isEqualTo("api");
    assertThat(setting(asked, "rtmp.idle-timeout-ms").getString("value")).isEqualTo("15000");
    assertThat(setting(asked, "rtmp.idle-timeout-ms").getString("pending")).isEqualTo("20000");
    HttpResponse<String> late = asked.ask("PATCH", "/settings", change, "If-Match", "\"0\"");
    assertThat(late.statusCode()).isEqualTo(412);
    assertThat(new JsonObject(late.body()).getJsonObject("current").getInteger("version"))
        .isEqualTo(1);
    String theirs = "{\"metrics.token\": \"hush-other-token\"}";
    HttpResponse<String> overruled = asked.ask("PATCH", "/settings", theirs, "If-Match", "*");
    assertThat(overruled.statusCode()).isEqualTo(422);
    assertThat(overruled.body()).contains("TIDEGATE_METRICS_TOKEN").doesNotContain("hush-other");
  }

  /// The token that was asked for until now does not help any more.
  private static void assertRefusesPublishers(GatewayProcess first) throws Exception {
    String url = first.rtmp("/live/b?token=hush-publish-token");
    try (Tool refused = Media.publishEndlessly(url)) {
      assertThat(refused.await(60)).as(refused.output()).isNotZero();
    }
    assertThat(first.get("/api/v1/streams").body()).contains("\"items\":[]");
  }

  private static JsonObject setting(Api asked, String key) throws Exception {
    return asked.items("/settings", "key", key).getFirst();
  }

  /// Steps of the last 15 minutes in which frames came.
  private static long pictures(Api asked) throws Exception {
    JsonObject history = asked.get("/streams/live/a/history");
    int column = history.getJsonArray("columns").getList().indexOf("framesPerSecond");
    JsonArray values = history.getJsonArray("data").getJsonArray(column);
    return values.stream().filter(one -> one instanceof Number n && n.doubleValue() > 0).count();
  }

  private static void watch(Api asked, String url) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(URI.create(url)).build();
    HttpResponse<InputStream> answer =
        asked.client().send(request, HttpResponse.BodyHandlers.ofInputStream());
    try (InputStream body = answer.body()) {
      assertThat(body.readNBytes(3)).isEqualTo("FLV".getBytes(StandardCharsets.US_ASCII));
    }
  }

  private static void assertHelpsWithoutSecrets(Bundle bundle) {
    bundle.assertIsWhole();
    bundle.assertHoldsNone(SECRETS);
    assertThat(bundle.text("streams.json")).contains("live/a");
    assertThat(bundle.text("routes.json")).contains("127.0.0.1:9", "********");
    assertThat(bundle.text("settings.json")).contains("TIDEGATE_METRICS_TOKEN");
    assertThat(bundle.text("states.json")).contains("\"entity\":\"pull\"", "\"entity\":\"push\"");
    assertThat(bundle.text("log.txt")).contains("rtsp pull of");
  }

  private static void assertRemembersTheStream(Api asked) throws Exception {
    assertThat(asked.items("/sessions/ended?kind=viewer&key=live/a", "protocol", "http-flv"))
        .hasSize(1);
    List<JsonObject> published = asked.items("/sessions/ended?kind=publisher&key=live/a");
    assertThat(published).hasSize(1);
    assertThat(published.getFirst().getLong("bytes")).as("%s", published).isPositive();
    assertThat(published.getFirst().getString("reason")).as("%s", published).isNotBlank();
    JsonObject statistics = asked.get("/streams/live/a/history");
    assertThat(statistics.getInteger("tierSeconds")).isEqualTo(60);
    assertThat(pictures(asked)).isPositive();
    List<JsonObject> streamed =
        asked.items("/routes/live/a/history?kind=stream", "state", "streaming");
    assertThat(streamed).isNotEmpty();
    assertThat(streamed).allMatch(span -> span.getString("until") != null);
    assertThat(asked.items("/routes/live/a/history", "kind", "push")).isNotEmpty();
    assertThat(asked.items("/events?kind=stream&key=live/a", "to", "streaming")).isNotEmpty();
    assertThat(asked.items("/events?kind=settings", "who", "api 127.0.0.1")).hasSize(1);
    assertThat(asked.items("/events?kind=server", "to", "started")).hasSize(2);
  }

  /// What waited for the start holds since; taken back, publishers may come again at once.
  private static void undoSettings(Api asked) throws Exception {
    assertThat(setting(asked, "publish").getString("value")).isEqualTo("closed");
    assertThat(setting(asked, "rtmp.idle-timeout-ms").getString("value")).isEqualTo("20000");
    assertThat(asked.get("/settings").getBoolean("pendingRestart")).isFalse();
    assertThat(asked.ask("GET", "/settings/versions/1", "").body())
        .contains("api 127.0.0.1", "********")
        .doesNotContain("hush");
    assertThat(asked.ask("POST", "/settings/versions/1/undo", "{}").statusCode()).isEqualTo(200);
    assertThat(setting(asked, "publish").getString("source")).isEqualTo("file");
  }

  private static ConditionFactory patiently(String what) {
    return await(what).atMost(Patience.FOR_PROGRAMS);
  }
}
