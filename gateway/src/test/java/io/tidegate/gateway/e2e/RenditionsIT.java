package io.tidegate.gateway.e2e;

import static io.tidegate.media.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.flv.FlvTag;
import io.tidegate.media.testing.Patience;
import io.tidegate.media.testing.Tool;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Streams coded anew by children of the distribution, and what becomes of them when children die.
class RenditionsIT {
  private static final String ROUTES =
      """
      routes:
        - key: live/cam
          outputs:
            renditions: [{name: "180", height: 180, kbps: 300}, {name: "90", height: 90, kbps: 100}]
        - key: live/gate
          outputs:
            h264-only: true
            renditions: [{name: "90", height: 90, fps: 5, on-demand: true}]
        - key: live/demo
          sources: [{type: test-pattern, width: 640, height: 360}]
          outputs:
            renditions: [{name: "90", height: 90, fps: 5, on-demand: true}]
      """;

  @TempDir Path folder;

  private GatewayProcess gateway() throws Exception {
    return GatewayProcess.start(folder.resolve("data"), Map.of(), ROUTES);
  }

  private static Tool publish(GatewayProcess gateway) throws Exception {
    return Tool.startLine(
        "ffmpeg -nostdin -v error -re -f lavfi -i testsrc2=s=640x360:r=25 -f lavfi"
            + " -i sine=440:r=48000 -c:v libx264 -preset ultrafast -b:v 600k -g 50 -bf 0"
            + " -pix_fmt yuv420p -c:a aac -f flv "
            + gateway.rtmp("/live/cam"));
  }

  private static List<JsonObject> workers(GatewayProcess gateway, String purpose, String name)
      throws Exception {
    return new JsonObject(gateway.get("/api/v1/workers").body())
        .getJsonArray("items").stream()
            .map(JsonObject.class::cast)
            .filter(worker -> worker.getString("purpose").equals(purpose))
            .filter(worker -> worker.getString("name").equals(name))
            .filter(worker -> worker.getLong("pid") != null)
            .toList();
  }

  private static ProcessHandle child(GatewayProcess gateway) throws Exception {
    await()
        .atMost(Patience.FOR_PROGRAMS)
        .until(() -> workers(gateway, "renditions", "live/cam").size() == 1);
    long pid = workers(gateway, "renditions", "live/cam").getFirst().getLong("pid");
    return ProcessHandle.of(pid).orElseThrow();
  }

  @Test
  void aKilledChildIsBackWithinThreeSecondsAndItsSourceNeverNotices() throws Exception {
    try (GatewayProcess gateway = gateway();
        Tool _ = publish(gateway)) {
      await()
          .atMost(Patience.FOR_PROGRAMS)
          .until(() -> gateway.get("/live/cam_180/index.m3u8").statusCode() == 200);
      AtomicBoolean killed = new AtomicBoolean();
      Judges.together(
          List.of(
              () -> {
                // times of the stream are times of the day here: it is published in real time
                FlvRecording made =
                    FlvRecording.of(
                        gateway.http("/live/cam_180.flv"),
                        killed::get,
                        Duration.ofSeconds(5),
                        folder.resolve("made.flv"));
                assertThat(longestGapMs(made)).isLessThan(3_000);
                return made;
              },
              () -> {
                FlvRecording source =
                    FlvRecording.of(
                        gateway.http("/live/cam.flv"),
                        killed::get,
                        Duration.ofSeconds(5),
                        folder.resolve("source.flv"));
                assertThat(longestGapMs(source)).isLessThan(100);
                return source.assertSound("ffmpeg", 50);
              },
              () -> {
                try {
                  ProcessHandle child = child(gateway);
                  await().until(() -> watchers(gateway) == 2);
                  assertThat(child.destroyForcibly()).isTrue();
                  return child.onExit().get();
                } finally {
                  killed.set(true);
                }
              }));
      assertThat(workers(gateway, "renditions", "live/cam").getFirst().getLong("restarts"))
          .isEqualTo(1);
    }
  }

  private static long watchers(GatewayProcess gateway) throws Exception {
    return Pattern.compile("\"protocol\":\"http-flv\"")
        .matcher(gateway.get("/api/v1/sessions").body())
        .results()
        .count();
  }

  private static int longestGapMs(FlvRecording recording) {
    int longest = 0;
    int last = -1;
    for (FlvTag tag : recording.tags()) {
      if (tag.type() == FlvTag.Type.VIDEO) {
        longest = last < 0 ? 0 : Math.max(longest, tag.timestampMs() - last);
        last = tag.timestampMs();
      }
    }
    return longest;
  }

  /// The source and both renditions, each followed by a judge; and their playlists beside each
  /// other.
  @Test
  void theLadderIsOneStreamForPlayersOfHls() throws Exception {
    try (GatewayProcess gateway = gateway();
        Tool _ = publish(gateway)) {
      String all = gateway.http("/live/cam/index.m3u8");
      await()
          .atMost(Patience.FOR_PROGRAMS)
          .until(() -> gateway.get("/live/cam_90/index.m3u8").statusCode() == 200);
      String multivariant = gateway.get("/live/cam/index.m3u8").body();
      assertThat(multivariant.lines().filter(line -> line.startsWith("#EXT-X-STREAM-INF")))
          .hasSize(3)
          .allMatch(line -> line.matches(VARIANT));
      assertThat(multivariant)
          .contains("RESOLUTION=640x360", "RESOLUTION=320x180", "RESOLUTION=160x90");
      Judges.together(List.of(() -> judge(all, 0), () -> judge(all, 1), () -> judge(all, 2)));
      List<String> lists = new ArrayList<>();
      for (String line : multivariant.lines().filter(line -> !line.startsWith("#")).toList()) {
        lists.add(gateway.get("/live/cam/" + line).body());
      }
      assertThat(lists)
          .allSatisfy(list ->
              assertThat(list.lines())
                  .filteredOn(line -> line.startsWith("#EXT-X-RENDITION-REPORT:"))
                  .hasSize(2)
                  .allMatch(line -> line.matches(REPORT)));
      List<Map<Long, String>> segments = lists.stream().map(RenditionsIT::segments).toList();
      Set<Long> common = new TreeSet<>(segments.getFirst().keySet());
      segments.forEach(one -> common.retainAll(one.keySet()));
      assertThat(common).hasSizeGreaterThan(3);
      for (long number : common) {
        assertThat(segments)
            .extracting(one -> one.get(number))
            .containsOnly(segments.getFirst().get(number));
      }
    }
  }

  private static final String VARIANT =
      "#EXT-X-STREAM-INF:BANDWIDTH=\\d+,AVERAGE-BANDWIDTH=\\d+,CODECS=\"avc1\\.[0-9A-F]{6},"
          + "mp4a\\.40\\.2\",RESOLUTION=\\d+x\\d+,FRAME-RATE=25\\.000";

  private static final String REPORT =
      ".*:URI=\"../../live/cam\\w*/media.m3u8\\?[sv]=\\w+\",LAST-MSN=\\d+,LAST-PART=\\d+";

  private Void judge(String url, int variant) throws Exception {
    Path saved = folder.resolve("variant" + variant);
    Judges.hls("ffmpeg", url, 20, saved, "--variant", Integer.toString(variant));
    return null;
  }

  /// By number: when it begins and how long it is.
  private static Map<Long, String> segments(String playlist) {
    Map<Long, String> segments = new TreeMap<>();
    long number = 0;
    String time = "";
    String length = "";
    for (String line : playlist.lines().toList()) {
      if (line.startsWith("#EXT-X-MEDIA-SEQUENCE:")) {
        number = Long.parseLong(line.substring(line.indexOf(':') + 1));
      } else if (line.startsWith("#EXT-X-PROGRAM-DATE-TIME:")) {
        time = line;
      } else if (line.startsWith("#EXTINF:")) {
        length = line;
      } else if (!line.startsWith("#")) {
        segments.put(number, time + " " + length);
        number++;
      }
    }
    return segments;
  }

  @Test
  void anH265SourceLeavesItsPlaylistToH264WhereTheRouteSaysSo() throws Exception {
    try (GatewayProcess gateway = gateway();
        Tool _ =
            Tool.startLine(
                "ffmpeg -nostdin -v error -re -f lavfi -i testsrc2=s=320x180:r=10 -c:v libx265"
                    + " -preset ultrafast -x265-params log-level=error:keyint=20 -pix_fmt yuv420p"
                    + " -f rtsp -rtsp_transport tcp "
                    + gateway.rtsp("/live/gate"))) {
      await()
          .atMost(Patience.FOR_PROGRAMS)
          .until(() -> gateway.get("/live/gate/index.m3u8").statusCode() == 200);
      assertThat(gateway.get("/live/gate/index.m3u8").body())
          .contains("avc1.", "/live/gate_90/media.m3u8")
          .doesNotContain("hvc1", "\nmedia.m3u8");
      assertThat(gateway.get("/live/gate/media.m3u8").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void noChildOutlivesAKilledGateway() throws Exception {
    try (GatewayProcess gateway = gateway();
        Tool _ = publish(gateway)) {
      ProcessHandle child = child(gateway);
      await()
          .atMost(Patience.FOR_PROGRAMS)
          .until(() -> !workers(gateway, "test-pattern", "live/demo").isEmpty());
      long pattern = workers(gateway, "test-pattern", "live/demo").getFirst().getLong("pid");
      gateway.kill();
      await().until(() -> !child.isAlive() && ProcessHandle.of(pattern).isEmpty());
    }
  }

  @Test
  void aTestPatternPlaysAndItsRenditionWhenSomebodyComes() throws Exception {
    try (GatewayProcess gateway = gateway()) {
      await()
          .atMost(Patience.FOR_PROGRAMS)
          .until(() -> gateway.get("/live/demo/index.m3u8").statusCode() == 200);
      assertThat(workers(gateway, "renditions", "live/demo")).isEmpty();
      String probed =
          Tool.run(
              60, "ffprobe", "-v", "error", "-show_streams", gateway.http("/live/demo_90.flv"));
      assertThat(probed).contains("codec_name=h264", "width=160", "height=90", "codec_name=aac");
      assertThat(new JsonObject(gateway.get("/api/v1/renditions").body()).getJsonArray("items"))
          .singleElement()
          .asString()
          .contains("\"live/demo_90\"", "libopenh264");
      assertThat(Tool.run(60, "ffprobe", "-v", "error", gateway.http("/live/demo.flv"))).isEmpty();
    }
  }
}
