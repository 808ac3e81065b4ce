package io.tidegate.gateway.e2e;

import static io.tidegate.media.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.testing.Patience;
import io.tidegate.media.testing.Tool;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A transport stream in two languages: English in stereo at 48 kHz, then German, which FFmpeg is
/// told to call `ger`, in mono at 44.1 kHz.
class SrtLanguagesIT {
  private static final String ROUTES =
      """
      routes:
      - {key: live/german, srt: {audio-language: deu}}
      - {key: live/french, srt: {audio-language: fra}}
      - {key: live/pid, srt: {audio-language: eng, audio-pid: 258}}
      """;

  @TempDir Path folder;

  @Test
  void aRouteChoosesTheSoundByItsLanguage() throws Exception {
    try (GatewayProcess gateway = GatewayProcess.start(folder.resolve("data"), Map.of(), ROUTES);
        Tool speaking = publish(gateway, "german", "french", "pid", "any")) {
      assertSound(gateway, "live/german", 44_100, 1);
      assertSound(gateway, "live/french", 48_000, 2);
      assertSound(gateway, "live/pid", 44_100, 1);
      assertSound(gateway, "live/any", 48_000, 2);
      assertThat(speaking.output()).isEmpty();
    }
  }

  private static void assertSound(GatewayProcess gateway, String key, int rate, int channels) {
    await(key)
        .atMost(Patience.FOR_PROGRAMS)
        .untilAsserted(() -> {
          List<JsonObject> tracks =
              items(gateway.get("/api/v1/streams").body()).stream()
                  .filter(stream -> key.equals(stream.getString("key")))
                  .flatMap(stream -> stream.getJsonArray("tracks").stream())
                  .map(JsonObject.class::cast)
                  .filter(track -> "audio".equals(track.getString("kind")))
                  .toList();
          assertThat(tracks).hasSize(1);
          assertThat(tracks.getFirst().getInteger("sampleRateHz")).isEqualTo(rate);
          assertThat(tracks.getFirst().getInteger("channels")).isEqualTo(channels);
        });
  }

  private static List<JsonObject> items(String body) {
    return new JsonObject(body).getJsonArray("items").stream().map(JsonObject.class::cast).toList();
  }

  private static Tool publish(GatewayProcess gateway, String... names) throws Exception {
    StringBuilder line =
        new StringBuilder("ffmpeg -nostdin -v error -re -i %s".formatted(Media.h264()));
    line.append(" -f lavfi -i sine=300:r=44100:d=60");
    for (String name : names) {
      line.append(" -map 0:v -map 0:a -map 1:a -c:v copy -c:a:0 copy -c:a:1 aac -ac:a:1 1")
          .append(" -metadata:s:a:0 language=eng -metadata:s:a:1 language=ger -f mpegts ")
          .append(gateway.srt("publish:" + name, ""));
    }
    return Tool.startLine(line.toString());
  }
}
