package io.tidegate.gateway.e2e;

import static io.tidegate.media.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.gateway.account.Setup;
import io.tidegate.media.testing.Tool;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Assumptions;

/// Scenarios of `admin-ui/e2e` in a real browser; they ask for what happens outside of it.
final class AdminScenario {
  static final String USER = "eva";
  static final String PASSWORD = "correct horse battery";

  /// On a busy machine thumbnails would be held off.
  static final Map<String, String> VARIABLES =
      Map.of("TIDEGATE_PUBLISH", "open", "TIDEGATE_BROWNOUT_ENABLED", "false");

  private static final Path UI = Path.of("..", "admin-ui").toAbsolutePath().normalize();

  /// Pictures of the pages, to look at.
  private static final Path SCREENSHOTS = Path.of("target", "admin-screenshots").toAbsolutePath();

  /// A whole scenario on a busy machine.
  private static final Duration PATIENCE = Duration.ofMinutes(25);

  private AdminScenario() {}

  /// Something that a scenario asks for.
  @FunctionalInterface
  interface Step {
    void run() throws Exception;
  }

  /// Does what a scenario asks for.
  @FunctionalInterface
  interface Asked {
    void run(String what) throws Exception;
  }

  /// Makes the first administrator.
  static void setUp(GatewayProcess gateway, Path data) throws Exception {
    try (Api api = Api.of(gateway)) {
      JsonObject first =
          new JsonObject()
              .put("code", Files.readString(data.resolve(Setup.FILE)).strip())
              .put("user", USER)
              .put("password", PASSWORD);
      assertThat(api.ask("POST", "/setup", first.encode()).statusCode()).isEqualTo(201);
    }
  }

  /// Runs a scenario to its end, and does what it asks for in between.
  ///
  /// @param told variables of the scenario
  static void play(
      String scenario, GatewayProcess gateway, Map<String, String> told, Map<String, Step> steps)
      throws Exception {
    play(scenario, gateway, told, asked -> Objects.requireNonNull(steps.get(asked), asked).run());
  }

  /// The same with what it asks for in its own words.
  static void play(String scenario, GatewayProcess gateway, Map<String, String> told, Asked steps)
      throws Exception {
    requireTools();
    List<String> command = new ArrayList<>(List.of("USER=" + USER, "PASSWORD=" + PASSWORD));
    told.forEach((name, value) -> command.add(name + "=" + value));
    command.add("CHROMIUM=" + Tool.path("chromium"));
    command.addAll(List.of("node", UI.resolve("e2e").resolve(scenario).toString()));
    command.addAll(List.of(gateway.http(""), SCREENSHOTS.toString()));
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

  private static void run(String asked, Asked steps, Tool browser) throws Exception {
    steps.run(asked);
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
