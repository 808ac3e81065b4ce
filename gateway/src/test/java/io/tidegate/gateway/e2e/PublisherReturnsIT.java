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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Case 25: a publisher is killed without a word and comes back, its time at zero again.
class PublisherReturnsIT {
  /// Longer than the publisher stays away.
  private static final String GRACE_MS = "25000";

  private static final int VIEWER_SECONDS = 40;

  /// What a viewer of [#VIEWER_SECONDS] sees: all but the seconds without a publisher, however long
  /// a busy machine makes them. The killed publisher alone sent much less.
  private static final int SEEN_SECONDS = 25;

  /// Longer than anybody watches, on a machine with much else to do.
  private static final long PATIENCE_SECONDS = 240;

  @TempDir Path folder;

  @Test
  void goesOnAfterADiscontinuityWhenAKilledPublisherReturns() throws Exception {
    Map<String, String> variables = Map.of("TIDEGATE_STREAMS_GRACE_MS", GRACE_MS);
    try (GatewayProcess gateway = GatewayProcess.start(folder.resolve("data"), variables)) {
      Footprint warm = Live.warmUp(gateway, folder);
      Tool first = Media.publish(gateway.rtmp("/live/r"));
      Live.awaitHls(gateway, "live/r");
      String url = gateway.http("/live/r/ts/index.m3u8");
      Callable<Boolean> judged =
          () -> {
            Judges.hls("ffmpeg", url, 40, folder.resolve("ts"), "--expect-discontinuities", "1");
            return true;
          };
      Callable<Boolean> judgedParts =
          () -> {
            String parts = gateway.http("/live/r/index.m3u8");
            Judges.hls("ffmpeg", parts, 40, folder.resolve("ll"), "--expect-discontinuities", "1");
            return true;
          };
      Callable<Boolean> followed =
          () -> {
            HlsFollower.follow(url, 40, 12, folder.resolve("own"));
            return true;
          };
      Callable<FlvRecording> watched =
          () ->
              FlvRecording.of(gateway.http("/live/r.flv"), VIEWER_SECONDS, folder.resolve("r.flv"))
                  .assertRunsOn(Duration.ofSeconds(SEEN_SECONDS));
      List<Callable<?>> all = new ArrayList<>();
      CountDownLatch watching = new CountDownLatch(4);
      for (Callable<?> viewer : List.<Callable<?>>of(judged, judgedParts, followed, watched)) {
        all.add(() -> {
          try {
            return viewer.call();
          } finally {
            watching.countDown();
          }
        });
      }
      all.add(() -> {
        killAndReturn(gateway, first, watching);
        return true;
      });
      Judges.together(all);
      Live.assertBackAt(gateway, warm);
    }
  }

  /// `kill -9` after ten seconds, a new publisher three seconds later, for as long as somebody
  /// watches.
  private void killAndReturn(GatewayProcess gateway, Tool first, CountDownLatch watching)
      throws Exception {
    pass(8);
    first.close();
    await().until(() -> gateway.get("/api/v1/streams").body().contains("disconnected"));
    pass(1); // and one or two that it takes to start
    try (Tool second = Media.publish(gateway.rtmp("/live/r"))) {
      await("both publishers in one playlist")
          .until(
              () -> gateway.get("/live/r/ts/media.m3u8").body().contains("#EXT-X-DISCONTINUITY\n"));
      assertThat(watching.await(PATIENCE_SECONDS, TimeUnit.SECONDS))
          .as("all have seen it")
          .isTrue();
      assertThat(second.output()).isEmpty();
    }
  }

  private static void pass(int seconds) {
    await()
        .pollDelay(Duration.ofSeconds(seconds))
        .atMost(Duration.ofSeconds(seconds + 60L))
        .until(() -> true);
  }
}
