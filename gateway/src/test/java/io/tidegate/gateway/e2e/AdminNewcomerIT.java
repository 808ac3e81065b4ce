package io.tidegate.gateway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.gateway.account.Setup;
import io.tidegate.gateway.onvif.FakeCamera;
import io.tidegate.media.testing.Tool;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What somebody does who has just unpacked the gateway, timed step by step in
/// `target/admin-screenshots/newcomer.txt`: the set-up code, a test pattern, cameras that are found
/// by ONVIF, an address that plays, a clip.
class AdminNewcomerIT {
  private static final String LOGIN = "eva:hall pass";

  @TempDir Path folder;

  @Test
  void aNewcomerSeesHisCamerasPlay() throws Exception {
    Path data = folder.resolve("data");
    Map<String, String> variables = new HashMap<>(AdminScenario.VARIABLES);
    variables.put("TIDEGATE_HTTP_TLS_PORT", "0");
    try (GatewayProcess gateway = GatewayProcess.start(data, variables);
        Camera rtsp = Camera.start(Camera.H264, "--login", "digest");
        FakeCamera door = camera("Front Door", "user:pass", rtsp.url(""));
        FakeCamera yard = camera("Yard", "user:pass", rtsp.url(""));
        FakeCamera gate = camera("Gate", LOGIN, rtsp.url(""))) {
      AdminScenario.play(
          "newcomer.mjs",
          gateway,
          Map.of(
              "CODE",
              Files.readString(data.resolve(Setup.FILE)).strip(),
              "CAMERAS",
              String.join(" ", door.discovery(), yard.discovery(), gate.discovery()),
              "CLIP",
              film().toString()),
          Map.of("plays", () -> plays(gateway.http("/live/front-door/index.m3u8"))));
    }
  }

  /// Of several chunks: noise does not become small.
  private Path film() throws Exception {
    Path film = folder.resolve("Intro.mp4");
    String command =
        "-nostdin -v error -f lavfi -i testsrc=size=640x360:rate=25,noise=alls=90:allf=t -t 6"
            + " -c:v libx264 -preset ultrafast -g 50 -pix_fmt yuv420p -b:v 12M -minrate 12M"
            + " -maxrate 12M -bufsize 12M "
            + film;
    Tool.run(120, "ffmpeg", command.split(" "));
    assertThat(Files.size(film)).isGreaterThan(5 << 20);
    return film;
  }

  /// To a program that knows nothing of us.
  private static void plays(String url) throws Exception {
    String pictures =
        Tool.run(
            120,
            "ffprobe",
            "-v",
            "error",
            "-select_streams",
            "v",
            "-show_entries",
            "stream=codec_name,width,height",
            "-of",
            "csv=p=0",
            url);
    assertThat(pictures.lines().findFirst()).hasValue("h264,320,180");
  }

  private static FakeCamera camera(String name, String login, String stream) throws Exception {
    return FakeCamera.start(
        FakeCamera.Spec.of(name, stream, stream.replace("/cam", "/none")).withLogin(login, false));
  }
}
