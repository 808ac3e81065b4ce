package io.tidegate.gateway.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidegate.gateway.ApiContract;
import io.tidegate.gateway.LiveWatcher;
import io.tidegate.media.testing.Patience;
import io.tidegate.media.testing.Tool;
import io.vertx.core.json.JsonObject;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
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
        int found = ApiContract.isAbsentAtFirst(path) ? 404 : 200;
        assertThat(api.ask("GET", path, "").statusCode()).as(path).isEqualTo(found);
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
    patiently("what was received of " + key + ", which is counted now and then")
        .until(() -> v3.items("/paths/list", "name", key).getFirst().getLong("bytesReceived") > 0);
    JsonObject path = v3.items("/paths/list", "name", key).getFirst();
    assertThat(path.getBoolean("ready")).as("%s", path).isTrue();
    assertThat(path.getJsonArray("tracks").size()).as("%s", path).isEqualTo(2);
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
    int compatible = ApiContract.load("/openapi-v3-compat.yaml").operations().size();
    int own = ApiContract.load().operations().size();
    Map<String, Integer> pages = new LinkedHashMap<>();
    pages.put(gateway.http("/api/v1/docs?of=v3"), compatible);
    pages.put(gateway.http("/api/v1/"), own);
    pages.put(gateway.http("/api/v1/docs"), own);
    JsonObject seen = Browser.call("streams-listStreams", SCREENSHOTS.resolve("api.png"), pages);
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
