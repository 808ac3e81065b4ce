package io.tidegate.gateway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/// A headless Chromium in front of a player page.
final class Browser {
  private static final Path SCRIPT = Path.of("src", "test", "web", "play.cjs").toAbsolutePath();
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

  /// Plays a page for some seconds, as `flv`, `hls` or `native`, and leaves a picture of it.
  static List<Sight> watch(String page, String way, int seconds, Path screenshot)
      throws IOException, InterruptedException {
    Tool.require("chromium");
    Tool.require("node");
    requireNode();
    String output =
        Tool.run(
            seconds + 60,
            "env",
            "NODE_PATH=" + MODULES,
            "CHROMIUM=" + Tool.path("chromium"),
            "node",
            SCRIPT.toString(),
            page,
            way,
            Integer.toString(seconds),
            screenshot.toString());
    JsonObject seen = new JsonObject(output.substring(output.indexOf('{')));
    assertThat(seen.getJsonArray("errors")).as("script errors").isEmpty();
    return seen.getJsonArray("samples").stream()
        .map(sample -> Sight.of((JsonObject) sample))
        .toList();
  }

  private static void requireNode() throws IOException, InterruptedException {
    String version = Tool.run(20, "node", "--version").strip();
    int major = Integer.parseInt(version.replaceAll("v(\\d+)\\..*", "$1"));
    boolean usable = major >= OLDEST_NODE && Files.isDirectory(MODULES.resolve("playwright-core"));
    if ("1".equals(System.getenv("TIDEGATE_TEST_REQUIRE_TOOLS"))) {
      assertThat(usable).as("Node %s and playwright-core", version).isTrue();
    }
    Assumptions.assumeTrue(usable, "no Node or no playwright-core for the browser: " + version);
  }
}
