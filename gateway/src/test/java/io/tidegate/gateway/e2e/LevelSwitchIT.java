package io.tidegate.gateway.e2e;

import static io.tidegate.media.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.gateway.LadderStage;
import io.tidegate.media.testing.Patience;
import io.tidegate.media.testing.Tool;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// hls.js in Chromium goes from one rendition to the other and back, while they are made.
class LevelSwitchIT {
  private static final Path PLAYER =
      Path.of("web", "node_modules", "hls.js", "dist", "hls.min.js").toAbsolutePath();

  private static final String CODING =
      "-c:v libx264 -preset ultrafast -tune zerolatency -g 1000 -sc_threshold 0"
          + " -force_key_frames expr:gte(t,n_forced*2) -c:a aac -b:a 64k -f mpegts";

  @Test
  void playbackGoesOnThroughForcedSwitchesBothWays() throws Exception {
    Tool.require("ffmpeg");
    try (LadderStage stage = new LadderStage(PLAYER);
        Tool encoder =
            Tool.startLine(
                encoder(stage.input(LadderStage.SOURCE), stage.input(LadderStage.RENDITION)))) {
      String index = awaitBoth(stage);
      assertThat(index)
          .containsPattern("RESOLUTION=640x360,FRAME-RATE=25\\.000\nmedia")
          .containsPattern("RESOLUTION=320x180,FRAME-RATE=25\\.000\n\\.\\./\\.\\./live/x_low/");
      JsonObject seen = Browser.switchLevels(stage.url("/"), 180, 360);
      assertThat(seen.getString("failure")).as(seen.encode()).isNull();
      assertThat(seen.getJsonArray("scriptErrors")).isEmpty();
      assertThat(seen.getJsonArray("levels"))
          .isEqualTo(new JsonArray().add("320x180").add("640x360"));
      JsonObject last = seen.getJsonArray("seen").getJsonObject(3);
      assertThat(last.getInteger("lines")).isEqualTo(360);
      assertThat(last.getJsonArray("errors").stream().map(String::valueOf))
          .as("a busy machine may stall")
          .allMatch(error -> error.contains("bufferStalled") && error.endsWith("false"));
      assertThat(encoder.isAlive()).isTrue();
      assertThat(stage.bugs()).isEmpty();
    }
  }

  /// One encoder for both, with key frames at the same times.
  private static String encoder(String high, String low) {
    return "ffmpeg -nostdin -loglevel error -re -f lavfi -i testsrc2=size=640x360:rate=25"
        + " -f lavfi -i sine=sample_rate=48000"
        + " -filter_complex [0:v]split=2[a][b];[b]scale=320:180[c]"
        + (" -map [a] -map 1:a " + CODING + " -b:v 900k " + high)
        + (" -map [c] -map 1:a " + CODING + " -b:v 250k " + low);
  }

  /// The multivariant playlist when both variants have three segments.
  private static String awaitBoth(LadderStage stage) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      URI at = URI.create(stage.url("/live/x/index.m3u8"));
      await("both variants")
          .atMost(Patience.FOR_PROGRAMS)
          .until(() -> {
            String index = get(client, at);
            Matcher uri = Pattern.compile("\n([^#\n]+)(?=\n)").matcher(index);
            int ready = 0;
            while (uri.find()) {
              String media = get(client, at.resolve(uri.group(1)));
              ready += media.split("\n#EXTINF", -1).length > 3 ? 1 : 0;
            }
            return ready == 2;
          });
      return get(client, at);
    }
  }

  private static String get(HttpClient client, URI at) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(at).build();
    return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
  }
}
