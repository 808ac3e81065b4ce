package io.tidegate.gateway.e2e;

import static io.tidegate.media.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.testing.Patience;
import io.tidegate.media.testing.Tool;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The distribution records a real encoder, is killed in the middle of it, and plays what it has.
class RecordingIT {
  private static final String ROUTES =
      """
      recording: {keep-free: 1MB}
      routes: [{key: live/x, outputs: {recording: {container: %s, segment-seconds: 2}}}]
      """;

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"fmp4", "ts"})
  void playsAcrossKill9AndRestart(String container) throws Exception {
    Path data = folder.resolve("data");
    String yaml = ROUTES.formatted(container);
    long killed;
    try (GatewayProcess gateway = GatewayProcess.start(data, Map.of(), yaml);
        Tool encoder = Media.publish(gateway.rtmp("/live/x"))) {
      recorded(gateway, 4);
      ProcessHandle.of(gateway.pid()).orElseThrow().destroyForcibly();
      gateway.terminate();
      try (Stream<Path> all = Files.walk(data.resolve("recordings"))) {
        killed = all.filter(Files::isRegularFile).count();
      }
      assertThat(encoder.isAlive() || encoder.await(30) != 0).isTrue();
    }
    Path half = data.resolve("recordings/live/x/2026/01/01/000000.000-1-2000000.ts.part");
    Files.createDirectories(half.getParent());
    Files.write(half, new byte[100]);
    Files.setLastModifiedTime(half, FileTime.fromMillis(0));
    try (GatewayProcess gateway = GatewayProcess.start(data, Map.of(), yaml)) {
      await("the comparison").until(() -> !Files.exists(half));
      JsonObject kept = recording(gateway);
      assertThat(kept.getJsonArray("spans")).hasSize(1);
      assertThat(kept.getJsonArray("spans").getJsonObject(0).getInteger("segments"))
          .isGreaterThanOrEqualTo(4)
          .isLessThanOrEqualTo((int) killed);
      try (Tool again = Media.publish(gateway.rtmp("/live/x"))) {
        recorded(gateway, kept.getJsonArray("spans").getJsonObject(0).getInteger("segments") + 3);
        playsWhileItGoesOn(gateway);
        assertThat(again.isAlive()).isTrue();
      }
      await("its end")
          .atMost(Patience.FOR_PROGRAMS)
          .until(() -> recording(gateway).getValue("active") == null);
      isWhole(gateway);
      downloads(gateway, container);
    }
  }

  private void playsWhileItGoesOn(GatewayProcess gateway) throws Exception {
    String text = gateway.get(media(gateway, "")).body();
    assertThat(text).contains("#EXT-X-PLAYLIST-TYPE:EVENT").doesNotContain("ENDLIST");
  }

  /// Both stretches in one playlist, and not a word of ffmpeg's.
  private void isWhole(GatewayProcess gateway) throws Exception {
    String text = gateway.get(media(gateway, "?from=2026-01-01T00:00:00Z")).body();
    assertThat(text)
        .contains("#EXT-X-PLAYLIST-TYPE:VOD", "#EXT-X-ENDLIST")
        .containsOnlyOnce("#EXT-X-DISCONTINUITY\n");
    String url = gateway.http("/recordings/live/x/index.m3u8?from=2026-01-01T00:00:00Z");
    assertThat(Tool.run(120, "ffmpeg", "-nostdin", "-v", "error", "-i", url, "-f", "null", "-"))
        .isEmpty();
  }

  private void downloads(GatewayProcess gateway, String container) throws Exception {
    JsonArray spans = recording(gateway).getJsonArray("spans");
    assertThat(spans).hasSize(2);
    String name = container.equals("ts") ? "download.ts" : "download.mp4";
    String url = gateway.http(spans.getJsonObject(1).getString("url").replace("index.m3u8", name));
    String seconds =
        Tool.run(
            60,
            "ffprobe",
            "-v",
            "error",
            "-show_entries",
            "format=duration",
            "-of",
            "csv=p=0",
            url);
    assertThat(seconds).isNotBlank();
    assertThat(Tool.run(120, "ffmpeg", "-nostdin", "-v", "error", "-i", url, "-f", "null", "-"))
        .isEmpty();
  }

  private static JsonObject recording(GatewayProcess gateway) throws Exception {
    return new JsonObject(gateway.get("/api/v1/recordings/live/x").body());
  }

  private static void recorded(GatewayProcess gateway, int segments) {
    await(segments + " segments")
        .atMost(Patience.FOR_PROGRAMS)
        .until(() ->
            recording(gateway).getJsonArray("spans").stream()
                    .mapToInt(span -> ((JsonObject) span).getInteger("segments"))
                    .sum()
                >= segments);
  }

  /// The path of the media playlist.
  private static String media(GatewayProcess gateway, String query) throws Exception {
    String text = gateway.get("/recordings/live/x/index.m3u8" + query).body();
    return "/recordings/live/x/" + text.lines().toList().getLast();
  }

  @Test
  void aFullDiskStopsRecordingAlone() throws Exception {
    Path data = folder.resolve("data");
    String yaml = ROUTES.formatted("ts").replace("1MB", "1000000GB");
    try (GatewayProcess gateway = GatewayProcess.start(data, Map.of(), yaml);
        Tool encoder = Media.publish(gateway.rtmp("/live/x"))) {
      Live.awaitHls(gateway, "live/x");
      await("the problem")
          .atMost(Patience.FOR_PROGRAMS)
          .until(() -> gateway.get("/health/ready").body().contains("the disk is full"));
      assertThat(recording(gateway).getJsonArray("spans")).isEmpty();
      assertThat(gateway.metrics())
          .containsPattern("tidegate_recording_dropped_total\\{reason=\"full\"} [1-9]");
      assertThat(encoder.isAlive()).isTrue();
    }
  }
}
