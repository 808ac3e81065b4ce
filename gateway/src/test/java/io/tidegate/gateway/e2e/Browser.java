package io.tidegate.gateway.e2e;

import static io.tidegate.media.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.testing.Patience;
import io.tidegate.media.testing.Tool;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;

/// A headless Chromium in front of a page: of the player, or of the API.
final class Browser {
  private static final Path SCRIPTS = Path.of("src", "test", "web").toAbsolutePath();
  private static final Path MODULES = Path.of("web", "node_modules").toAbsolutePath();

  /// The oldest Node that runs the browser's driver; Debian 12's own does.
  private static final int OLDEST_NODE = 18;

  /// What a page showed once a second.
  record Sight(
      double time,
      int frames,
      int width,
      int height,
      long audioBytes,
      String delay,
      String message) {
    private static Sight of(JsonObject json) {
      assertThat(json.getString("error")).as("media error").isNull();
      return new Sight(
          json.getDouble("time"),
          json.getInteger("frames"),
          json.getInteger("width"),
          json.getInteger("height"),
          json.getLong("audioBytes", 0L),
          json.getString("delay"),
          json.getString("message"));
    }

    /// What the page says about its delay, in seconds.
    double delaySeconds() {
      return Double.parseDouble(delay.replaceAll("[^0-9.]", ""));
    }
  }

  private Browser() {}

  /// Plays a page as `flv`, `hls` or `native`, and leaves a picture of it. It looks for so many
  /// seconds, five at least, and longer on a machine too busy to show what is wanted by then.
  ///
  /// @param wanted pictures within four seconds, the delay in seconds at most, and the width; a
  ///   dash for any, or none of them
  static List<Sight> watch(String page, String way, int seconds, Path screenshot, String... wanted)
      throws IOException, InterruptedException {
    return watch(page, way, seconds, screenshot, List.of(wanted), () -> {});
  }

  /// Something to do.
  @FunctionalInterface
  interface Step {
    void run() throws IOException, InterruptedException;
  }

  /// The same, for a stream that is there only when the page is open.
  ///
  /// @param opened done then
  static List<Sight> watch(
      String page, String way, int seconds, Path screenshot, List<String> wanted, Step opened)
      throws IOException, InterruptedException {
    List<String> arguments = new ArrayList<>(List.of(page, way, Integer.toString(seconds)));
    arguments.add(screenshot.toString());
    arguments.addAll(wanted);
    try (Tool looking = start("play.cjs", arguments)) {
      await("a page of the browser")
          .atMost(Patience.FOR_PROGRAMS)
          .until(() -> looking.output().contains("open\n") || !looking.isAlive());
      opened.run();
      assertThat(looking.await(240)).as(looking.output()).isZero();
      return sights(looking.output());
    }
  }

  /// Plays an MPD by dash.js, in a page of another origin. It looks for so many seconds, five at
  /// least, and longer on a machine too busy to show so many frames within four seconds.
  ///
  /// @param then done when it has begun
  static List<Sight> playDash(String url, int seconds, int frames, Step then)
      throws IOException, InterruptedException {
    return playDash(url, seconds, frames, List.of(), then);
  }

  /// The same, in one quality after the other, in each as long.
  ///
  /// @param lines heights of the pictures
  static List<Sight> playDash(String url, int seconds, int frames, List<Integer> lines, Step then)
      throws IOException, InterruptedException {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of(url, Integer.toString(seconds), Integer.toString(frames)));
    lines.forEach(one -> arguments.add(Integer.toString(one)));
    try (Tool looking = start("dash.cjs", arguments)) {
      await("pictures of dash.js")
          .atMost(Patience.FOR_PROGRAMS)
          .until(() -> looking.output().contains("playing\n") || !looking.isAlive());
      then.run();
      assertThat(looking.await(500)).as(looking.output()).isZero();
      return sights(looking.output());
    }
  }

  /// Opens pages of the API, and makes the call of this name on the last one.
  ///
  /// @param operation its group and its id: `streams-listStreams`
  /// @param pages with the number of operations that each shall list
  /// @return what `api.cjs` prints
  static JsonObject call(String operation, Path screenshot, Map<String, Integer> pages)
      throws IOException, InterruptedException {
    List<String> arguments = new ArrayList<>(List.of(operation, screenshot.toString()));
    pages.forEach((page, count) -> arguments.addAll(List.of(page, count.toString())));
    try (Tool looking = start("api.cjs", arguments)) {
      assertThat(looking.await(240)).as(looking.output()).isZero();
      return new JsonObject(looking.output());
    }
  }

  /// Opens a page of hls.js and goes from one level to the other and back.
  ///
  /// @return what `levels.cjs` prints
  static JsonObject switchLevels(String page, int lowLines, int highLines)
      throws IOException, InterruptedException {
    List<String> arguments = List.of(page, Integer.toString(lowLines), Integer.toString(highLines));
    try (Tool looking = start("levels.cjs", arguments)) {
      assertThat(looking.await(600)).as(looking.output()).isZero();
      return new JsonObject(looking.output());
    }
  }

  private static Tool start(String script, List<String> arguments)
      throws IOException, InterruptedException {
    Tool.require("chromium");
    Tool.require("node");
    requireNode();
    List<String> command = new ArrayList<>();
    command.addAll(List.of("NODE_PATH=" + MODULES, "CHROMIUM=" + Tool.path("chromium")));
    command.addAll(List.of("node", SCRIPTS.resolve(script).toString()));
    command.addAll(arguments);
    return Tool.start("env", command.toArray(String[]::new));
  }

  private static List<Sight> sights(String output) {
    JsonObject seen = new JsonObject(output.substring(output.indexOf('{')));
    assertThat(seen.getJsonArray("errors")).as("script errors").isEmpty();
    return seen.getJsonArray("samples").stream()
        .map(sample -> Sight.of((JsonObject) sample))
        .toList();
  }

  private static void requireNode() throws IOException, InterruptedException {
    String version = Tool.run(60, "node", "--version").strip();
    int major = Integer.parseInt(version.replaceAll("v(\\d+)\\..*", "$1"));
    boolean usable = major >= OLDEST_NODE && Files.isDirectory(MODULES.resolve("playwright-core"));
    if ("1".equals(System.getenv("TIDEGATE_TEST_REQUIRE_TOOLS"))) {
      assertThat(usable).as("Node %s and playwright-core", version).isTrue();
    }
    Assumptions.assumeTrue(usable, "no Node or no playwright-core for the browser: " + version);
  }
}
