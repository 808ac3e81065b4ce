package io.tidegate.gateway.e2e;

import static io.tidegate.media.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// One stream through the whole distribution: the quick proof that it works at all.
class PublishAndPlayIT {
  @Test
  void playsOverFlvAndHlsWhatFfmpegPublishes(@TempDir Path folder) throws Exception {
    try (GatewayProcess gateway = GatewayProcess.start(folder);
        Tool publisher = Tool.publish(gateway.rtmp("/live/a"))) {
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> gateway.get("/live/a/index.m3u8").statusCode() == 200);

      String flv =
          Tool.run(30, "ffprobe", "-v", "error", "-show_streams", gateway.http("/live/a.flv"));
      assertThat(flv).contains("codec_name=h264", "width=640", "codec_name=aac");
      String hls =
          Tool.run(
              60, "ffprobe", "-v", "error", "-show_streams", gateway.http("/live/a/index.m3u8"));
      assertThat(hls).contains("codec_name=h264", "codec_name=aac");
      assertThat(gateway.get("/api/v1/streams").body()).contains("\"key\":\"live/a\"");
      assertThat(publisher.output()).isEmpty();
    }
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
