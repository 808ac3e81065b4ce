package io.tidegate.gateway.e2e;

import static io.tidegate.media.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.testing.Patience;
import io.tidegate.media.testing.Tool;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is shipped for Prometheus, judged by Prometheus.
class MonitoringIT {
  private static final Path SHIPPED = Path.of("target", "dist", "monitoring").toAbsolutePath();
  private static final Pattern LISTENING =
      Pattern.compile("msg=\"Listening on\" address=(127\\.0\\.0\\.1:\\d+)");

  @TempDir Path folder;

  @Test
  void rulesGoOffWhenTheyShould() throws Exception {
    Files.copy(SHIPPED.resolve("tidegate-rules.yml"), folder.resolve("tidegate-rules.yml"));
    Path cases = Files.copy(resource("rules-test.yml"), folder.resolve("rules-test.yml"));
    Tool.run(60, "promtool", "test", "rules", cases.toString());
    Tool.run(60, "promtool", "check", "config", SHIPPED.resolve("prometheus.yml").toString());
  }

  @Test
  void prometheusReadsTheGatewayAndEveryPanelAsksWhatItUnderstands() throws Exception {
    String routes = "routes:\n  - {key: live/a, sources: [{type: rtmp-publish}, {type: slate}]}\n";
    try (GatewayProcess gateway = GatewayProcess.start(folder.resolve("data"), Map.of(), routes);
        Tool rtmp = Media.publishEndlessly(gateway.rtmp("/live/a"));
        Tool srt = Media.publishEndlessly("mpegts", gateway.srt("publish:live/b", ""));
        Tool prometheus = prometheus(gateway)) {
      Live.awaitStream(gateway, "live/a");
      Live.awaitStream(gateway, "live/b");
      String address = listening(prometheus);
      awaitOne(address, "up{job=\"tidegate\"}");
      awaitOne(address, "tidegate_route_up{route=\"live/a\"}");
      awaitOne(address, "tidegate_stream_up{stream=\"live/b\"}");
      awaitOne(address, "tidegate_srt_round_trip_seconds{stream=\"live/b\"} > bool 0");
      awaitOne(address, "min(rate(tidegate_stream_frames_total[5s]) > bool 0)");
      awaitCounted(address, "stage_latency", "stage", "hub");
      watchOnce(gateway);
      awaitCounted(address, "stage_latency", "stage", "output");
      for (String protocol : List.of("http-flv", "http-ts", "hls", "rtmp", "rtsp", "srt")) {
        awaitCounted(address, "first_frame", "protocol", protocol);
      }
      for (String asked : panels()) {
        assertThat(query(address, asked).getString("status")).as(asked).isEqualTo("success");
      }
      assertThat(get(address, "/api/v1/rules").getJsonObject("data").getJsonArray("groups"))
          .hasSize(2);
      assertThat(rtmp.isAlive()).as(rtmp.output()).isTrue();
      assertThat(srt.isAlive()).as(srt.output()).isTrue();
    }
  }

  private static void awaitCounted(String address, String what, String label, String value) {
    String counted = "tidegate_%s_seconds_count{%s=\"%s\"} > bool 0".formatted(what, label, value);
    awaitOne(address, counted);
  }

  private static void watchOnce(GatewayProcess gateway) throws Exception {
    for (String address :
        List.of(
            gateway.http("/live/a.flv"),
            gateway.http("/live/a.ts"),
            gateway.http("/live/a/index.m3u8"),
            gateway.rtmp("/live/a"),
            gateway.rtsp("/live/a"),
            gateway.srt("read:live/b", ""))) {
      Tool.run(
          60, "ffmpeg", "-v", "error", "-t", "1", "-i", address, "-c", "copy", "-f", "null", "-");
    }
  }

  /// As it is shipped, but for the address, the port and a shorter interval.
  private Tool prometheus(GatewayProcess gateway) throws IOException {
    Path file = folder.resolve("prometheus.yml");
    String shipped = Files.readString(SHIPPED.resolve("prometheus.yml"));
    Files.writeString(
        file,
        shipped
            .replace("127.0.0.1:9090\"]", gateway.address("metrics") + "\"]")
            .replace("10s", "1s")
            .replace("tidegate-rules.yml", SHIPPED.resolve("tidegate-rules.yml").toString()));
    return Tool.start(
        "prometheus",
        "--config.file=" + file,
        "--storage.tsdb.path=" + folder.resolve("tsdb"),
        "--web.listen-address=127.0.0.1:0");
  }

  private static String listening(Tool prometheus) {
    return await("Prometheus is ready")
        .atMost(Patience.FOR_PROGRAMS)
        .until(() -> LISTENING.matcher(prometheus.output()), Matcher::find)
        .group(1);
  }

  private static void awaitOne(String address, String asked) {
    await(asked)
        .atMost(Patience.FOR_PROGRAMS)
        .ignoreException(IOException.class)
        .until(() -> "1".equals(value(query(address, asked))));
  }

  private static String value(JsonObject answer) {
    JsonArray result = answer.getJsonObject("data").getJsonArray("result");
    return result.isEmpty() ? "" : result.getJsonObject(0).getJsonArray("value").getString(1);
  }

  private static List<String> panels() throws IOException {
    JsonObject dashboard =
        new JsonObject(Files.readString(SHIPPED.resolve("tidegate-dashboard.json")));
    List<String> asked = new ArrayList<>();
    for (Object panel : dashboard.getJsonArray("panels")) {
      for (Object target : ((JsonObject) panel).getJsonArray("targets", new JsonArray())) {
        String expression = ((JsonObject) target).getString("expr");
        asked.add(expression.replace("$instance", ".*").replace("$stream", ".*"));
      }
    }
    assertThat(asked).hasSizeGreaterThan(30);
    return asked;
  }

  private static JsonObject query(String address, String asked) throws Exception {
    String encoded = URLEncoder.encode(asked, StandardCharsets.UTF_8);
    return get(address, "/api/v1/query?query=" + encoded);
  }

  private static JsonObject get(String address, String path) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + address + path)).build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      return new JsonObject(client.send(request, HttpResponse.BodyHandlers.ofString()).body());
    }
  }

  private static Path resource(String name) {
    return Path.of("src", "test", "resources", "monitoring", name);
  }
}
