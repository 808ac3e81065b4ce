package io.tidegate.gateway.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidegate.gateway.ApiContract;
import io.tidegate.gateway.LiveWatcher;
import io.tidegate.media.testing.Patience;
import io.tidegate.media.testing.Tool;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.InputStream;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What an operator reads and sets by the API of the whole distribution, while encoders send.
class AdminApiIT {
  private static final Path SCREENSHOTS = Path.of("target", "e2e-screenshots").toAbsolutePath();
  private static final String PYTHON = "/usr/bin/python3";
  private static final Path MARKS = Path.of("src", "test", "udp", "marks.py").toAbsolutePath();

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

  @TempDir static Path folder;
  private static GatewayProcess gateway;
  private static Api api;
  private static Tool rtmp;
  private static Tool srt;

  /// One that has publishers over RTMP and SRT.
  @BeforeAll
  static void start() throws Exception {
    gateway = GatewayProcess.start(folder.resolve("shared"));
    api = Api.of(gateway);
    rtmp = Media.publishEndlessly(gateway.rtmp("/live/r"));
    srt =
        Tool.startLine(
            "ffmpeg -nostdin -v error -re -stream_loop -1 -i "
                + Media.h264()
                + " -c copy -f mpegts "
                + gateway.srt("publish:live/s", "&pkt_size=1316"));
    Live.awaitStream(gateway, "live/r");
    Live.awaitStream(gateway, "live/s");
  }

  @AfterAll
  static void stop() throws Exception {
    srt.close();
    rtmp.close();
    api.close();
    gateway.close();
  }

  @Test
  void whatWasSetAndWhatWasHereIsThereAfterARestart() throws Exception {
    Path data = folder.resolve("restarted");
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

  /// Every list, with peers in it; the state of the moment is told to whoever watches.
  @Test
  void whoIsHereIsInEveryList() throws Exception {
    String seen;
    try (LiveWatcher watcher = new LiveWatcher(api.client(), api.base(), "0")) {
      watcher.awaitLine("event: snapshot");
      api.put("live/watched", "{}");
      watcher.awaitLine("\"entity\":\"route\",\"id\":\"live/watched\"");
      watcher.awaitLine("\"live/s\":{\"bitrateBps\":");
      seen = watcher.lastId();
    }
    api.put("live/missed", "{}");
    try (LiveWatcher back = new LiveWatcher(api.client(), api.base(), seen)) {
      back.awaitLine("\"entity\":\"route\",\"id\":\"live/missed\"");
      assertThat(back.lines()).noneMatch(line -> line.contains("snapshot"));
    }
    for (String operation : api.contract().operations()) {
      String path = operation.substring(operation.indexOf(' ') + 1);
      boolean list = operation.startsWith("GET ") && path.indexOf('{') < 0;
      if (list && !Set.of("/live", "/diagnostics").contains(path)) {
        assertThat(api.ask("GET", path, "").statusCode()).as(path).isEqualTo(200);
      }
    }
    JsonObject link = api.items("/srt/links?kind=publisher&key=live/s").getFirst();
    assertThat(api.items("/srt/links?q=nobody")).isEmpty();
    api.get("/srt/links/" + link.getString("id"));
    api.get("/srt/links/" + link.getString("id") + "/decisions");
    JsonObject session = api.items("/sessions?protocol=rtmp", "key", "live/r").getFirst();
    assertThat(api.get("/sessions/" + session.getString("id")).getLong("bytes")).isPositive();
    JsonObject capabilities = api.get("/capabilities");
    assertThat(capabilities.getJsonArray("sources")).contains("rtsp-pull", "slate");
    assertThat(capabilities.getJsonObject("parts").getJsonObject("srt").getBoolean("available"))
        .isTrue();
    patiently("the event of a publisher")
        .until(() -> !api.items("/events?kind=publisher&key=live/s").isEmpty());
  }

  @Test
  void scriptsThatKnowMediaMtxFindThePublishers() throws Exception {
    try (Api v3 = Api.compatible(gateway);
        Tool _ =
            Tool.startLine(
                "ffmpeg -nostdin -v quiet -rtsp_transport tcp -i "
                    + gateway.rtsp("/live/r")
                    + " -c copy -f null -")) {
      patiently("the player").until(() -> !v3.items("/rtspsessions/list").isEmpty());
      assertIsPublisher(v3, "live/r", "rtmpConn", "/rtmpconns/list");
      assertIsPublisher(v3, "live/s", "srtConn", "/srtconns/list");
      assertThat(v3.get("/paths/get/live/r").getJsonArray("readers").encode())
          .contains("rtspSession");
      assertThat(v3.get("/info").getString("version")).isNotBlank();
    }
  }

  private static void assertIsPublisher(Api v3, String key, String type, String list)
      throws Exception {
    JsonObject path = v3.items("/paths/list", "name", key).getFirst();
    assertThat(path.getBoolean("ready")).as("%s", path).isTrue();
    assertThat(path.getJsonArray("tracks").size()).as("%s", path).isEqualTo(2);
    assertThat(path.getLong("bytesReceived")).as("%s", path).isPositive();
    JsonObject connection = v3.items(list, "path", key).getFirst();
    assertThat(connection.getString("state")).isEqualTo("publish");
    assertThat(v3.get(list.replace("list", "get/") + connection.getString("id")).getString("path"))
        .isEqualTo(key);
    assertThat(path.getJsonObject("source"))
        .isEqualTo(new JsonObject().put("type", type).put("id", connection.getString("id")));
  }

  /// In Chromium: nothing comes from elsewhere, nothing is complained of.
  @Test
  void thePageListsEveryCallAndTriesThem() throws Exception {
    Files.createDirectories(SCREENSHOTS);
    JsonObject seen =
        Browser.call(
            "streams-listStreams",
            SCREENSHOTS.resolve("api.png"),
            gateway.http("/api/v1/docs?of=v3"),
            gateway.http("/api/v1/"),
            gateway.http("/api/v1/docs"));
    int compatible = ApiContract.load("/openapi-v3-compat.yaml").operations().size();
    int own = ApiContract.load().operations().size();
    assertThat(seen.getJsonArray("operations")).containsExactly(compatible, own, own);
    assertThat(seen.getString("status")).isEqualTo("200");
    assertThat(seen.getString("body")).contains("live/r", "live/s");
    assertThat(seen.getJsonArray("foreign")).isEmpty();
    assertThat(seen.getJsonArray("errors")).isEmpty();
  }

  /// Servers that accept and say nothing, and one that speaks SRT and has nothing to send.
  @Test
  void callsKeepTheirTimesTheirInterfaceAndTheirMark() throws Exception {
    Tool.require(PYTHON);
    api.put("live/never", "{}");
    try (ServerSocket mute = new ServerSocket(0, 1_000, InetAddress.getLoopbackAddress());
        DatagramSocket deaf = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        Tool marks = Tool.start(PYTHON, MARKS.toString())) {
      try {
        String silent = "127.0.0.1:" + mute.getLocalPort();
        api.put("timed/rtsp", timed("rtsp-pull", "rtsp://" + silent + "/x", "lo"));
        api.put("timed/rtmp", timed("rtmp-pull", "rtmp://" + silent + "/a/x", ""));
        String unheard = "srt://127.0.0.1:" + deaf.getLocalPort();
        api.put("timed/srt", timed("srt-call", unheard, "127.0.0.1"));
        api.put("timed/late", timed("srt-call", gateway.srt("read:live/never", ""), ""));
        api.put("timed/away", timed("rtmp-pull", gateway.rtmp("/live/r"), "nosuch0"));
        awaitFailure("/rtsp/pulls", "timed/rtsp", "OPTIONS was not answered in 600 ms");
        awaitFailure("/rtmp/pulls", "timed/rtmp", "no answer within 600 ms");
        awaitFailure("/srt/calls", "timed/srt", "no answer in time");
        awaitFailure("/srt/calls", "timed/late", "no frame for 700 ms");
        awaitFailure("/rtmp/pulls", "timed/away", "no network interface nosuch0");
        for (String name : List.of("rtsp", "rtmp", "srt", "late", "away")) {
          awaitStandby("timed/" + name);
        }
        assertMarked(marks);
      } finally {
        endCalls();
      }
    }
  }

  /// Others count who is here.
  private static void endCalls() throws Exception {
    for (JsonObject route : api.items("/routes?app=timed")) {
      api.ask("DELETE", "/routes/" + route.getString("key"), "", "If-Match", "*");
    }
    patiently("the end of the calls")
        .until(() -> api.items("/rtsp/pulls").isEmpty() && api.items("/srt/calls").isEmpty());
  }

  /// With a standby that this gateway plays to itself.
  private static String timed(String type, String url, String from) {
    return """
    {"sources": [
      {"type": "%s", "url": "%s", "interface": "%s", "connectMs": 600, "firstFrameMs": 700},
      {"type": "rtsp-pull", "url": "%s", "transport": "tcp", "interface": "127.0.0.1"}]}
    """
        .formatted(type, url, from, gateway.rtsp("/live/r"));
  }

  private static void awaitFailure(String list, String key, String words) throws Exception {
    patiently(key + ": " + words)
        .untilAsserted(() ->
            assertThat(api.items(list, "key", key))
                .anyMatch(call -> call.getString("lastFailure").contains(words)));
  }

  private static void awaitStandby(String key) throws Exception {
    Callable<Boolean> plays =
        () ->
            api.items("/streams", "key", key).stream()
                .flatMap(stream -> stream.getJsonArray("sources").stream())
                .map(JsonObject.class::cast)
                .anyMatch(source ->
                    source.getInteger("index") == 1
                        && source.getString("state").equals("streaming"));
    patiently("the standby of " + key).until(plays);
  }

  /// Raw datagrams of a push, and the handshake of a call over SRT.
  private static void assertMarked(Tool marks) throws Exception {
    patiently("ports").until(() -> marks.output().endsWith("\n"));
    String[] ports = marks.output().lines().findFirst().orElseThrow().split(" ");
    api.put(
        "timed/marked",
        """
        {"sources": [
          {"type": "rtsp-pull", "url": "%s", "transport": "tcp", "dscp": 10},
          {"type": "srt-call", "url": "srt://%s", "dscp": 46}],
         "outputs": {"udp-ts-push": [{"url": "udp://%s", "dscp": 34}]}}
        """
            .formatted(gateway.rtsp("/live/r"), "127.0.0.1:" + ports[1], "127.0.0.1:" + ports[0]));
    patiently("marks")
        .untilAsserted(() ->
            assertThat(marks.output().lines().skip(1))
                .containsExactlyInAnyOrder(ports[0] + " 34", ports[1] + " 46"));
  }

  private static ConditionFactory patiently(String what) {
    return await(what).atMost(Patience.FOR_PROGRAMS);
  }
}
