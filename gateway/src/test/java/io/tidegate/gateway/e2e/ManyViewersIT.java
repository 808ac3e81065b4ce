package io.tidegate.gateway.e2e;

import static io.tidegate.media.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.testing.Tool;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Case 26: fifty viewers, one of which stops reading.
class ManyViewersIT {
  private static final int FLV_VIEWERS = 25;
  private static final int HLS_VIEWERS = 25;
  private static final int SECONDS = 20;

  /// From the moment a viewer stops reading to the end of its session.
  private static final Duration DROPPED_AFTER = Duration.ofSeconds(30);

  /// Fifty viewers and what waits for the stopped one.
  private static final long MEMORY_BOUND = 64L << 20;

  @TempDir Path folder;

  @Test
  void dropsAStoppedViewerWhileFiftyOthersWatch() throws Exception {
    Map<String, String> variables = Map.of("TIDEGATE_STREAMS_GRACE_MS", "2000");
    try (GatewayProcess gateway = GatewayProcess.start(folder.resolve("data"), variables)) {
      cycle(gateway, "live/w", 2);
      Footprint warm = gateway.footprint();
      cycle(gateway, "live/v", SECONDS);
      Live.assertBackAt(gateway, warm);
    }
  }

  private void cycle(GatewayProcess gateway, String key, int seconds) throws Exception {
    List<Tool> viewers = new ArrayList<>();
    try (Tool publisher = Media.publishEndlessly(gateway.rtmp("/" + key))) {
      Live.awaitHls(gateway, key);
      Footprint before = gateway.footprint();
      long slowBefore = slowViewers(gateway);
      for (int i = 0; i < FLV_VIEWERS; i++) {
        viewers.add(curl(gateway, key));
      }
      await().until(() -> flvSessions(gateway) == FLV_VIEWERS);
      Tool stopped = viewers.getFirst();
      Tool.run(60, "kill", "-STOP", Long.toString(stopped.pid()));
      List<Callable<?>> watching = new ArrayList<>();
      for (int i = 0; i < HLS_VIEWERS; i++) {
        Path own = folder.resolve(key.replace('/', '-') + i);
        watching.add(() -> watch(gateway.http("/" + key + "/ts/index.m3u8"), seconds, own));
      }
      watching.add(() -> judge(gateway, key, seconds));
      watching.add(() -> awaitDrop(gateway, slowBefore));
      Judges.together(watching);
      assertThat(slowViewers(gateway)).as("nobody else").isEqualTo(slowBefore + 1);
      assertThat(gateway.footprint().memoryBytes() - before.memoryBytes()).isLessThan(MEMORY_BOUND);
      assertThat(publisher.output()).isEmpty();
      assertThat(viewers.stream().filter(Tool::isAlive)).hasSize(FLV_VIEWERS);
    } finally {
      for (Tool viewer : viewers) {
        viewer.close();
      }
    }
    Live.awaitNobody(gateway);
  }

  /// One viewer of HLS: a judge where there are judges and time, else the small player.
  private static boolean watch(String url, int seconds, Path folder) throws Exception {
    if (seconds >= SECONDS && Judges.present()) {
      Judges.hlsViewer(url, seconds);
    } else {
      HlsFollower.follow(url, seconds, 1, folder);
    }
    return true;
  }

  private static long awaitDrop(GatewayProcess gateway, long before) {
    return await("the stopped viewer is dropped")
        .atMost(DROPPED_AFTER)
        .until(() -> slowViewers(gateway), count -> count > before);
  }

  private static long flvSessions(GatewayProcess gateway) throws Exception {
    String sessions = gateway.get("/api/v1/sessions").body();
    return Pattern.compile("\"http-flv\"").matcher(sessions).results().count();
  }

  private static long slowViewers(GatewayProcess gateway) {
    return gateway.log().stream().filter(line -> line.contains("SLOW_VIEWER")).count();
  }

  private FlvRecording judge(GatewayProcess gateway, String key, int seconds) throws Exception {
    Path record = folder.resolve(key.replace('/', '-') + "-judged.flv");
    Judges.flv("ffmpeg", gateway.http("/" + key + ".flv"), Math.max(5, seconds), record);
    Path own = folder.resolve(key.replace('/', '-') + "-own.flv");
    return FlvRecording.of(gateway.http("/" + key + ".flv"), 4, own).assertSound("ffmpeg", 50);
  }

  private static Tool curl(GatewayProcess gateway, String key) throws Exception {
    return Tool.start("curl", "-sN", "-o", "/dev/null", gateway.http("/" + key + ".flv"));
  }
}
