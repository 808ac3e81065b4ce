package io.tidegate.gateway.e2e;

import static io.tidegate.media.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.Nullable;
import io.tidegate.media.testing.Patience;
import io.tidegate.media.testing.Tool;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// DASH in players that others wrote: dash.js in Chromium, and FFmpeg.
class DashIT {
  private static final int SECONDS = 8;

  /// 25 pictures a second over four seconds, less a tenth.
  private static final int FRAMES = 90;

  /// Two target durations of 3 s, and what dash.js may be off by before it catches up.
  private static final double MOST_DELAY = 9;

  private static final String RENDITION =
      """
      routes:
        - key: live/cam
          outputs:
            renditions: [{name: "180", height: 180, kbps: 300}]
      """;

  @TempDir static Path folder;
  private static GatewayProcess gateway;
  private static Tool publisher;

  @BeforeAll
  static void start() throws Exception {
    gateway = GatewayProcess.start(folder.resolve("data"));
    publisher = Media.publishEndlessly(gateway.rtmp("/live/x"));
    awaitDash("live/x");
  }

  @AfterAll
  static void stop() throws Exception {
    publisher.close();
    gateway.close();
  }

  @Test
  void dashJsPlaysFromTheShortAddress() throws Exception {
    List<Browser.Sight> sights =
        Browser.playDash(gateway.http("/live/x.mpd"), SECONDS, FRAMES, () -> assertCounted(1));
    Browser.Sight early = sights.get(sights.size() - 5);
    Browser.Sight last = sights.getLast();
    assertThat(last.time() - early.time()).as("of 4 s: %s", sights).isGreaterThanOrEqualTo(3);
    assertThat(last.frames() - early.frames()).as("%s", sights).isGreaterThanOrEqualTo(FRAMES);
    assertThat(last.width()).isEqualTo(640);
    assertThat(last.audioBytes()).as("sound").isGreaterThan(early.audioBytes());
    assertThat(last.delaySeconds()).isLessThanOrEqualTo(MOST_DELAY);
    assertThat(last.message()).as("errors of dash.js").isEmpty();
  }

  /// Another Period, with other pictures, after a gap.
  @Test
  void dashJsPlaysOnWhenAPublisherReturnsWithOthers() throws Exception {
    String url = gateway.rtmp("/live/change");
    Tool first = Media.publishEndlessly(url);
    awaitDash("live/change");
    List<Browser.Sight> sights;
    try (Second second = new Second()) {
      sights =
          Browser.playDash(
              gateway.http("/live/change/manifest.mpd"),
              30,
              FRAMES,
              () -> {
                first.close();
                second.tool = Media.publishSmall(url);
              });
    } finally {
      first.close();
    }
    Browser.Sight last = sights.getLast();
    assertThat(sights.getFirst().width()).isEqualTo(640);
    assertThat(last.width()).as("%s", sights).isEqualTo(320);
    assertThat(last.frames() - sights.get(sights.size() - 5).frames())
        .as("%s", sights)
        .isGreaterThanOrEqualTo(FRAMES);
    assertThat(last.message()).as("errors of dash.js").isEmpty();
  }

  /// What was started while the other one looks on.
  private static final class Second implements AutoCloseable {
    private @Nullable Tool tool;

    @Override
    public void close() throws IOException {
      if (tool != null) {
        tool.close();
      }
    }
  }

  /// The source has pictures out of order, its rendition has none.
  @Test
  void dashJsGoesFromOneQualityToTheOtherAndBack() throws Exception {
    try (GatewayProcess ladder =
            GatewayProcess.start(folder.resolve("ladder"), Map.of(), RENDITION);
        Tool _ =
            Tool.startLine(
                "ffmpeg -nostdin -v error -re -f lavfi -i testsrc2=s=640x360:r=25 -f lavfi"
                    + " -i sine=440:r=48000 -c:v libx264 -preset veryfast -b:v 600k -g 50 -bf 2"
                    + " -pix_fmt yuv420p -c:a aac -f flv "
                    + ladder.rtmp("/live/cam"))) {
      await("the rendition in the MPD")
          .atMost(Patience.FOR_PROGRAMS)
          .until(() -> ladder.get("/live/cam/manifest.mpd").body().contains("live/cam_180/"));
      List<Browser.Sight> sights =
          Browser.playDash(
              ladder.http("/live/cam/manifest.mpd"), 5, FRAMES, List.of(180, 360, 180), () -> {});
      List<Integer> heights = new ArrayList<>();
      for (Browser.Sight sight : sights) {
        boolean isOther = heights.isEmpty() || heights.getLast() != sight.height();
        if (sight.height() > 0 && isOther) {
          heights.add(sight.height());
        }
      }
      assertThat(heights).as("%s", sights).endsWith(180, 360, 180);
      Browser.Sight before = sights.get(sights.size() - 5);
      assertThat(sights.getLast().frames() - before.frames()).isGreaterThanOrEqualTo(FRAMES);
      assertThat(sights.getLast().audioBytes()).isGreaterThan(before.audioBytes());
      assertThat(sights.getLast().message()).as("errors of dash.js").isEmpty();
    }
  }

  @Test
  void ffmpegReadsBothTracks() throws Exception {
    String url = gateway.http("/live/x/manifest.mpd");
    String frames =
        Tool.run(
            120,
            "ffprobe",
            ("-v error -count_packets -read_intervals %+6 -of csv=p=0 -show_entries"
                    + " stream=codec_name,nb_read_packets "
                    + url)
                .split(" "));
    String[] lines = frames.strip().split("\\R");
    assertThat(lines[0]).startsWith("h264,");
    assertThat(lines[1]).startsWith("aac,");
    assertThat(packets(lines[0])).as(frames).isGreaterThanOrEqualTo(140);
    assertThat(packets(lines[1])).as(frames).isGreaterThanOrEqualTo(240);
  }

  private static int packets(String line) {
    return Integer.parseInt(line.replaceAll("[^,]*,(\\d+).*", "$1"));
  }

  @Test
  void bothManifestsSayTheSame() throws Exception {
    JsonObject report = new JsonObject(gateway.get("/api/v1/streams/live/x/segments").body());
    assertThat(report.getBoolean("dash")).isTrue();
    assertThat(report.getJsonArray("differences")).isEmpty();
  }

  private static void assertCounted(int viewers) {
    await("the viewer of DASH")
        .atMost(Patience.FOR_PROGRAMS)
        .until(() ->
            new JsonObject(gateway.get("/api/v1/sessions?key=live/x&protocol=dash").body())
                    .getInteger("total")
                >= viewers);
  }

  private static void awaitDash(String key) {
    await(key + " over DASH")
        .atMost(Patience.FOR_PROGRAMS)
        .until(() -> gateway.get("/" + key + "/manifest.mpd").statusCode() == 200);
  }
}
