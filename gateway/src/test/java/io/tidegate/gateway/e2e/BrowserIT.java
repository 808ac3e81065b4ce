package io.tidegate.gateway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.testing.Tool;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The player page in a real browser: mpegts.js, hls.js and the browser's own HLS.
class BrowserIT {
  /// Pictures of the pages, to look at.
  private static final Path SCREENSHOTS = Path.of("target", "e2e-screenshots").toAbsolutePath();

  private static final int SECONDS = 8;

  /// 25 pictures a second over four seconds, less a tenth.
  private static final int FRAMES = 90;

  /// Case 4: three parts of 200 ms and a second behind at most.
  private static final double MOST_DELAY = 3 * 0.2 + 1;

  @TempDir static Path folder;
  private static GatewayProcess gateway;
  private static Tool publisher;

  @BeforeAll
  static void start() throws Exception {
    Files.createDirectories(SCREENSHOTS);
    gateway = GatewayProcess.start(folder.resolve("data"));
    publisher = Media.publishEndlessly(gateway.rtmp("/live/x"));
    Live.awaitHls(gateway, "live/x");
  }

  @AfterAll
  static void stop() throws Exception {
    publisher.close();
    gateway.close();
  }

  @Test
  void playsHttpFlv() throws Exception {
    assertPlays("flv");
    assertTold("flv");
  }

  @Test
  void playsLowLatencyHls() throws Exception {
    Browser.Sight last = assertPlays("hls", Double.toString(MOST_DELAY));
    assertThat(last.delaySeconds()).isLessThanOrEqualTo(MOST_DELAY);
    assertTold("hls");
  }

  @Test
  void playsHlsByTheBrowserItself() throws Exception {
    assertPlays("native");
    assertTold("native");
  }

  /// The page has said how long its first picture took, in words that the server takes.
  private static void assertTold(String way) throws Exception {
    assertThat(gateway.metrics())
        .containsPattern("tidegate_player_first_frame_seconds_count\\{way=\"" + way + "\"\\} [1-9]")
        .contains("tidegate_player_reports_total{outcome=\"malformed\"} 0.0\n");
  }

  /// Cameras send G.711, which no browser knows.
  @ParameterizedTest
  @ValueSource(strings = {"flv", "hls"})
  void playsTheSoundOfTelephones(String way) throws Exception {
    try (Tool telephone = Media.publishWithALaw(gateway.rtmp("/live/telephone-" + way))) {
      Live.awaitHls(gateway, "live/telephone-" + way);
      assertPlaysOf("telephone-" + way, way);
      assertThat(telephone.output()).isEmpty();
    }
  }

  /// What the page's own address shows, the page shows the stream.
  @ParameterizedTest
  @ValueSource(strings = {"flv", "hls"})
  void playsBySignature(String way) throws Exception {
    String key = "live/shut-" + way;
    try (Api api = Api.of(gateway);
        Tool shut = Media.publishEndlessly(gateway.rtmp("/" + key))) {
      Live.awaitHls(gateway, key);
      api.put(key, "{\"access\":{\"play\":\"users\"}}");
      assertThat(gateway.get("/" + key + ".flv").statusCode()).isEqualTo(401);
      String signed =
          Objects.requireNonNull(MediaUrls.signed(api, "play", key, 600).get("http-flv"));
      assertPlaysOf(key.substring(5) + "/?" + signed.replaceAll(".*\\?", ""), way);
      assertThat(shut.isAlive()).as(shut.output()).isTrue();
    }
  }

  @Test
  void saysInWordsThatTheBrowserCannotDecodeHevc() throws Exception {
    String url = gateway.rtmp("/live/hevc");
    try (Tool hevc = Media.publish(Ffmpeg7.ffmpeg(), Media.h265(), url)) {
      Live.awaitStream(gateway, "live/hevc");
      List<Browser.Sight> sights =
          Browser.watch(gateway.http("/live/hevc/"), "flv", 5, SCREENSHOTS.resolve("hevc.png"));
      assertThat(sights.getLast().message()).contains("cannot play", "H.265");
      assertThat(hevc.output()).isEmpty();
    }
  }

  private static Browser.Sight assertPlays(String way, String... delay) throws Exception {
    return assertPlaysOf("x", way, delay);
  }

  private static Browser.Sight assertPlaysOf(String name, String way, String... delay)
      throws Exception {
    String page = name.contains("/") ? name : name + "/";
    Path screenshot = SCREENSHOTS.resolve(name.replaceAll("/.*", "") + "-" + way + ".png");
    List<String> wanted = new ArrayList<>(List.of(Integer.toString(FRAMES)));
    wanted.addAll(List.of(delay));
    List<Browser.Sight> sights =
        Browser.watch(
            gateway.http("/live/" + page), way, SECONDS, screenshot, wanted.toArray(String[]::new));
    Browser.Sight early = sights.get(sights.size() - 5);
    Browser.Sight last = sights.getLast();
    assertThat(last.time() - early.time())
        .as("played of 4 s: %s", sights)
        .isGreaterThanOrEqualTo(3);
    assertThat(last.frames() - early.frames()).as("%s", sights).isGreaterThanOrEqualTo(FRAMES);
    assertThat(last.width()).isEqualTo(640);
    assertThat(last.height()).isEqualTo(360);
    assertThat(last.audioBytes()).as("sound").isGreaterThan(early.audioBytes());
    assertThat(last.message()).isEmpty();
    return last;
  }
}
