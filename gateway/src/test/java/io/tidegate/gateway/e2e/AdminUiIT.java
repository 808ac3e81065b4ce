package io.tidegate.gateway.e2e;

import io.tidegate.gateway.account.Setup;
import io.tidegate.media.Nullable;
import io.tidegate.media.testing.Tool;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The operators' pages in a real browser, on the real gateway with real cameras. The scenarios are
/// in `admin-ui/e2e`; they ask for what happens outside of the browser.
class AdminUiIT {
  @TempDir Path folder;

  private @Nullable GatewayProcess started;
  private final Map<String, Tool> cameras = new HashMap<>();

  @AfterEach
  void stop() throws Exception {
    for (Tool camera : cameras.values()) {
      camera.close();
    }
    if (started != null) {
      started.close();
    }
  }

  private GatewayProcess gateway() {
    return Objects.requireNonNull(started, "a gateway");
  }

  @Test
  void theSetUpCodeLeadsToTheWall() throws Exception {
    started = GatewayProcess.start(folder.resolve("data"));
    String code = Files.readString(folder.resolve("data").resolve(Setup.FILE)).strip();
    AdminScenario.play("first-boot.mjs", gateway(), Map.of("CODE", code), Map.of());
  }

  @Test
  void camerasAreWatchedComeAndGo() throws Exception {
    Path data = folder.resolve("data");
    started = GatewayProcess.start(data, AdminScenario.VARIABLES);
    AdminScenario.setUp(gateway(), data);
    AdminScenario.play(
        "wall.mjs",
        gateway(),
        Map.of(),
        Map.of(
            "camera", () -> camera("live/cam1"),
            "cameras", () -> camera("live/door"),
            "night", this::night,
            "hevc", this::hevc,
            "night gone", () -> gone("night/roof"),
            "camera gone", () -> gone("live/cam1"),
            "gateway gone", () -> gateway().terminate(),
            "gateway back", this::again));
  }

  private void camera(String key) throws Exception {
    cameras.put(key, Media.publishEndlessly(gateway().rtmp("/" + key)));
  }

  /// Black, with a key frame each half minute.
  private void night() throws Exception {
    String command =
        "ffmpeg -nostdin -v error -re -f lavfi -i color=black:s=320x180:r=10 -c:v libx264"
            + " -preset ultrafast -tune zerolatency -g 300 -pix_fmt yuv420p -f flv ";
    cameras.put("night/roof", Tool.startLine(command + gateway().rtmp("/night/roof")));
  }

  private void gone(String key) {
    Objects.requireNonNull(cameras.get(key)).kill();
  }

  private void hevc() throws Exception {
    cameras.put(
        "live/hevc", Media.publish(Ffmpeg7.ffmpeg(), Media.h265(), gateway().rtmp("/live/hevc")));
  }

  /// At the addresses that it had.
  private void again() throws Exception {
    Map<String, String> variables = new HashMap<>(AdminScenario.VARIABLES);
    String http = gateway().address("http");
    variables.put("TIDEGATE_HTTP_PORT", http.substring(http.lastIndexOf(':') + 1));
    gateway().close();
    started = GatewayProcess.start(folder.resolve("data"), variables);
  }
}
