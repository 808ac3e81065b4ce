package io.tidegate.gateway.e2e;

import static io.tidegate.media.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.gateway.account.Setup;
import io.tidegate.media.Nullable;
import io.tidegate.media.testing.Tool;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The operators' pages in a real browser, on the real gateway with real cameras. The scenarios are
/// in `admin-ui/e2e`; they ask for what happens outside of the browser.
class AdminUiIT {
  private static final Path UI = Path.of("..", "admin-ui").toAbsolutePath().normalize();

  /// Pictures of the pages, to look at.
  private static final Path SCREENSHOTS = Path.of("target", "admin-screenshots").toAbsolutePath();

  private static final String USER = "eva";
  private static final String PASSWORD = "correct horse battery";

  /// On a busy machine thumbnails would be held off.
  private static final Map<String, String> VARIABLES =
      Map.of("TIDEGATE_PUBLISH", "open", "TIDEGATE_BROWNOUT_ENABLED", "false");

  /// A whole scenario on a busy machine.
  private static final Duration PATIENCE = Duration.ofMinutes(8);

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
    play("first-boot.mjs", code, Map.of());
  }

  @Test
  void camerasAreWatchedComeAndGo() throws Exception {
    Path data = folder.resolve("data");
    started = GatewayProcess.start(data, VARIABLES);
    try (Api api = Api.of(gateway())) {
      String code = Files.readString(data.resolve(Setup.FILE)).strip();
      assertThat(
              api.ask(
                      "POST",
                      "/setup",
                      new JsonObject()
                          .put("code", code)
                          .put("user", USER)
                          .put("password", PASSWORD)
                          .encode())
                  .statusCode())
          .isEqualTo(201);
    }
    play(
        "wall.mjs",
        "",
        Map.of(
            "camera", () -> camera("live/cam1"),
            "cameras", () -> camera("live/door"),
            "hevc", this::hevc,
            "camera gone", () -> Objects.requireNonNull(cameras.get("live/cam1")).kill(),
            "gateway gone", () -> gateway().terminate(),
            "gateway back", this::again));
  }

  private void camera(String key) throws Exception {
    cameras.put(key, Media.publishEndlessly(gateway().rtmp("/" + key)));
  }

  private void hevc() throws Exception {
    cameras.put(
        "live/hevc", Media.publish(Ffmpeg7.ffmpeg(), Media.h265(), gateway().rtmp("/live/hevc")));
  }

  /// At the addresses that it had.
  private void again() throws Exception {
    Map<String, String> variables = new HashMap<>(VARIABLES);
    String http = gateway().address("http");
    variables.put("TIDEGATE_HTTP_PORT", http.substring(http.lastIndexOf(':') + 1));
    gateway().close();
    started = GatewayProcess.start(folder.resolve("data"), variables);
  }

  /// Something that a scenario asks for.
  @FunctionalInterface
  private interface Step {
    void run() throws Exception;
  }

  /// Runs a scenario to its end, and does what it asks for in between.
  private void play(String scenario, String code, Map<String, Step> steps) throws Exception {
    requireTools();
    List<String> command = new ArrayList<>();
    command.addAll(List.of("CODE=" + code, "USER=" + USER, "PASSWORD=" + PASSWORD));
    command.add("CHROMIUM=" + Tool.path("chromium"));
    command.addAll(List.of("node", UI.resolve("e2e").resolve(scenario).toString()));
    command.addAll(List.of(gateway().http(""), SCREENSHOTS.toString()));
    try (Tool browser = Tool.startFed("env", command.toArray(String[]::new))) {
      int done = 0;
      while (browser.isAlive()) {
        int answered = done;
        await("the scenario " + scenario)
            .atMost(PATIENCE)
            .until(() -> asked(browser).size() > answered || !browser.isAlive());
        List<String> asked = asked(browser);
        if (asked.size() > done) {
          run(asked.get(done), steps, browser);
          done++;
        }
      }
      assertThat(browser.await(60)).as(browser.output()).isZero();
      assertThat(browser.output()).endsWith("end\n");
    }
  }

  private static void run(String asked, Map<String, Step> steps, Tool browser) throws Exception {
    Objects.requireNonNull(steps.get(asked), asked).run();
    browser.input().write("done\n".getBytes(StandardCharsets.UTF_8));
    browser.input().flush();
  }

  private static List<String> asked(Tool browser) throws IOException {
    return browser
        .output()
        .lines()
        .filter(line -> line.startsWith("ask "))
        .map(line -> line.substring(4))
        .toList();
  }

  private static void requireTools() throws IOException, InterruptedException {
    Tool.require("chromium");
    Tool.require("node");
    boolean usable =
        Files.isDirectory(UI.resolve("node_modules").resolve("playwright-core"))
            && Files.isDirectory(UI.resolve("node_modules").resolve("axe-core"));
    if ("1".equals(System.getenv("TIDEGATE_TEST_REQUIRE_TOOLS"))) {
      assertThat(usable).as("playwright-core and axe-core of admin-ui").isTrue();
    }
    Assumptions.assumeTrue(usable, "no playwright-core and axe-core in admin-ui");
  }
}
