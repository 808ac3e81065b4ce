package io.tidegate.gateway.e2e;

import static io.tidegate.media.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.Frame;
import io.tidegate.media.MediaTime;
import io.tidegate.media.testing.Patience;
import io.tidegate.media.testing.Tool;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A route with several sources, both encoders connected: one is killed and comes back.
class FailoverIT {
  private static final String ROUTES =
      """
      routes:
      - {key: live/f, stable-ms: 2000, sources: [{type: rtmp-publish}, {type: srt-listen}]}
      """;

  private static final String WITH_SLATE =
      """
      routes:
      - {key: live/f, stable-ms: 2000, sources: [{type: rtmp-publish}, {type: slate}]}
      """;

  /// Longer than it all takes on a machine with time.
  private static final int WATCHED_SECONDS = 45;

  /// However late the viewers are on a busy machine.
  private static final MediaTime SEEN = MediaTime.ofSeconds(15);

  /// Pictures in another order than they are shown in cost some hundred milliseconds.
  private static final MediaTime HOLE = MediaTime.ofSeconds(1);

  @TempDir Path folder;

  /// Both send the same pictures, so viewers notice nothing: no discontinuity, no hole.
  @Test
  void theBackupTakesOverAndGivesWay() throws Exception {
    try (GatewayProcess gateway = GatewayProcess.start(folder.resolve("data"), Map.of(), ROUTES);
        Tool backup = backup(gateway)) {
      awaitSources(gateway, "idle", "streaming");
      Tool primary = Media.publishEndlessly(gateway.rtmp("/live/f"));
      awaitSources(gateway, "streaming", "standby");
      assertThat(backup.isAlive()).as(backup.output()).isTrue();
      Live.awaitHls(gateway, "live/f");
      Callable<Boolean> watched =
          () -> {
            FlvRecording recording = assertRunsOn(gateway).assertSound("ffmpeg", 300);
            Judges.flvFile("ffmpeg", recording.file());
            return true;
          };
      Callable<HlsFollower> followed =
          () ->
              HlsFollower.follow(
                  gateway.http("/live/f/ts/index.m3u8"), WATCHED_SECONDS, 4, folder.resolve("ts"));
      Callable<Boolean> switched =
          () -> {
            killAndReturn(gateway, primary);
            return true;
          };
      Callable<Boolean> judged = judgedHls(gateway, "ts/index.m3u8", "0");
      Judges.together(List.of(watched, followed, judged, switched));
      assertThat(gateway.get("/live/f/ts/media.m3u8").body())
          .doesNotContain("#EXT-X-DISCONTINUITY\n");
      await("events")
          .atMost(Patience.FOR_PROGRAMS)
          .untilAsserted(() ->
              assertThat(gateway.get("/api/v1/events?kind=source&key=live/f").body())
                  .contains("\"to\":\"standby\"", "\"from\":\"streaming\""));
    }
  }

  /// Each track covers so much without a hole; that time never runs back is judged by the reader.
  private FlvRecording assertRunsOn(GatewayProcess gateway) throws Exception {
    FlvRecording recording =
        FlvRecording.of(gateway.http("/live/f.flv"), WATCHED_SECONDS, folder.resolve("f.flv"));
    for (int track : List.of(1, 2)) {
      List<MediaTime> times =
          recording.frames().stream()
              .filter(frame -> frame.trackId() == track)
              .map(Frame::dts)
              .toList();
      assertThat(times.getLast().minus(times.getFirst())).isGreaterThanOrEqualTo(SEEN);
      for (int i = 1; i < times.size(); i++) {
        assertThat(times.get(i).minus(times.get(i - 1)))
            .as("track %d: no hole after %s", track, times.get(i - 1))
            .isLessThanOrEqualTo(HOLE);
      }
    }
    return recording;
  }

  /// The slate is coded otherwise: a discontinuity each time, and time goes on.
  @Test
  void theSlatePlaysWhileNobodyElseDoes() throws Exception {
    try (GatewayProcess gateway =
        GatewayProcess.start(folder.resolve("data"), Map.of(), WITH_SLATE)) {
      awaitSources(gateway, "idle", "streaming");
      Live.awaitHls(gateway, "live/f");
      Callable<Boolean> watched =
          () -> {
            // ffmpeg's parser reads pictures of the new size by the old parameter sets
            Judges.flvFile("ffmpeg", assertRunsOn(gateway).file(), "--no-decode");
            return true;
          };
      Callable<Boolean> switched =
          () -> {
            try (Tool encoder = Media.publishEndlessly(gateway.rtmp("/live/f"))) {
              awaitSources(gateway, "streaming", "standby");
              assertThat(encoder.isAlive()).as(encoder.output()).isTrue();
            }
            awaitSources(gateway, "idle|failed", "streaming");
            await("both changes in the playlist")
                .atMost(Patience.FOR_PROGRAMS)
                .until(() -> breaks(gateway) >= 2);
            return true;
          };
      Callable<Boolean> judged = judgedHls(gateway, "index.m3u8", "2");
      Judges.together(List.of(watched, judged, switched));
    }
  }

  /// Times of showing run on through a change; those of decoding make up for the order of pictures
  /// (B frames), hence the tolerance in seconds.
  private Callable<Boolean> judgedHls(
      GatewayProcess gateway, String playlist, String discontinuities) {
    return () -> {
      String url = gateway.http("/live/f/" + playlist);
      Path kept = folder.resolve("judged");
      Judges.hls(
          "ffmpeg",
          url,
          WATCHED_SECONDS,
          kept,
          "--gap-tolerance",
          "0.3",
          "--expect-discontinuities",
          discontinuities);
      return true;
    };
  }

  /// Those that have left the playlist, too.
  private static long breaks(GatewayProcess gateway) throws Exception {
    long breaks = 0;
    for (String line : gateway.get("/live/f/ts/media.m3u8").body().lines().toList()) {
      if (line.startsWith("#EXT-X-DISCONTINUITY-SEQUENCE:")) {
        breaks += Long.parseLong(line.substring(line.indexOf(':') + 1));
      } else if (line.equals("#EXT-X-DISCONTINUITY")) {
        breaks++;
      }
    }
    return breaks;
  }

  private static void killAndReturn(GatewayProcess gateway, Tool primary) throws Exception {
    primary.close();
    awaitSources(gateway, "failed", "streaming");
    assertThat(source(gateway, 0).orElseThrow().getString("reason")).isNotBlank();
    try (Tool again = Media.publishEndlessly(gateway.rtmp("/live/f"))) {
      awaitSources(gateway, "streaming", "standby");
      assertThat(again.isAlive()).as(again.output()).isTrue();
      // viewers see what comes after the change, too
      await("five seconds")
          .pollDelay(Duration.ofSeconds(5))
          .atMost(Duration.ofSeconds(60))
          .until(() -> true);
    }
    awaitSources(gateway, "idle|failed", "streaming");
  }

  /// With time enough for what a busy machine sends late: a loss would be a hole.
  private static Tool backup(GatewayProcess gateway) throws Exception {
    return Tool.start(
        "ffmpeg",
        ("-nostdin -v error -re -stream_loop -1 -i "
                + Media.h264()
                + " -c copy -f mpegts "
                + gateway.srt("publish:f", "&pkt_size=1316&latency=2000000"))
            .split(" "));
  }

  /// @param states of the sources in their order, as patterns
  private static void awaitSources(GatewayProcess gateway, String... states) {
    await("sources " + String.join(", ", states))
        .atMost(Patience.FOR_PROGRAMS)
        .until(() -> {
          for (int i = 0; i < states.length; i++) {
            Optional<JsonObject> source = source(gateway, i);
            boolean is = source.isPresent() && source.get().getString("state").matches(states[i]);
            if (!is) {
              return false;
            }
          }
          return true;
        });
  }

  private static Optional<JsonObject> source(GatewayProcess gateway, int index) throws Exception {
    return new JsonObject(gateway.get("/api/v1/streams").body())
        .getJsonArray("items").stream()
            .map(JsonObject.class::cast)
            .filter(stream -> stream.getString("key").equals("live/f"))
            .flatMap(stream -> stream.getJsonArray("sources").stream())
            .map(JsonObject.class::cast)
            .filter(source -> source.getInteger("index") == index)
            .findFirst();
  }
}
