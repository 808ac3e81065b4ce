package io.tidegate.gateway.e2e;

import static io.tidegate.media.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.testing.Patience;
import io.tidegate.media.testing.Tool;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// One stream through the whole distribution: the quick proof that it works at all.
class PublishAndPlayIT {
  @Test
  void playsOverFlvAndHlsWhatFfmpegPublishes(@TempDir Path folder) throws Exception {
    try (GatewayProcess gateway = GatewayProcess.start(folder);
        Tool publisher = publish(gateway.rtmp("/live/a"))) {
      await()
          .atMost(Patience.FOR_PROGRAMS)
          .until(() -> gateway.get("/live/a/index.m3u8").statusCode() == 200);

      String flv =
          Tool.run(60, "ffprobe", "-v", "error", "-show_streams", gateway.http("/live/a.flv"));
      assertThat(flv).contains("codec_name=h264", "width=640", "codec_name=aac");
      String hls =
          Tool.run(
              60, "ffprobe", "-v", "error", "-show_streams", gateway.http("/live/a/index.m3u8"));
      assertThat(hls).contains("codec_name=h264", "codec_name=aac");
      assertThat(gateway.get("/api/v1/streams").body()).contains("\"key\":\"live/a\"");
      assertThat(publisher.output()).isEmpty();
    }
  }

  /// A test picture and a tone, in real time, until closed.
  private static Tool publish(String url) throws Exception {
    return Tool.startLine(
        "ffmpeg -nostdin -v error -re -f lavfi -i testsrc2=s=640x360:r=25 -f lavfi"
            + " -i sine=440:r=48000 -c:v libx264 -preset ultrafast -b:v 600k -g 50"
            + " -pix_fmt yuv420p -c:a aac -f flv "
            + url);
  }

  @Test
  void writesItsListenersAndStopsOnTerminate(@TempDir Path folder) throws Exception {
    try (GatewayProcess gateway = GatewayProcess.start(folder)) {
      assertThat(Files.readString(folder.resolve("run/listeners.json")))
          .contains("\"rtmp\":\"" + gateway.address("rtmp") + "\"");
      assertThat(gateway.get("/health/ready").statusCode()).isEqualTo(200);
      assertThat(gateway.terminate()).isEqualTo(143);
    }
  }

  @Test
  void refusesABadFileWithOneLine(@TempDir Path folder) throws Exception {
    Path file =
        Files.writeString(folder.resolve("bad.yaml"), "bind: 127.0.0.1\nhttp:\n  prot: 1\n");
    Path errors = folder.resolve("errors");
    Process process =
        GatewayProcess.command(List.of("--config", file.toString()))
            .redirectError(errors.toFile())
            .start();
    assertThat(process.waitFor()).isEqualTo(2);
    assertThat(Files.readAllLines(errors))
        .hasSize(1)
        .first()
        .asString()
        .contains("bad.yaml:3: http.prot");
  }
}
