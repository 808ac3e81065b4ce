package io.tidegate.gateway.e2e;

import static io.tidegate.media.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.testing.Tool;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What an operator meets: wrong settings in one line, a stop that is clean with people watching.
class ConfigurationIT {
  @TempDir Path folder;

  @Test
  void namesTheUnknownKeyOfAFile() throws Exception {
    assertRefused(Map.of(), "hls:\n  window: 7\n", "config.yaml:2", "hls.window");
  }

  @Test
  void namesTheWrongValueOfAFile() throws Exception {
    assertRefused(Map.of(), "hls:\n  part-ms: soon\n", "config.yaml:2", "hls.part-ms", "soon");
  }

  @Test
  void namesAFileThatIsNoYaml() throws Exception {
    assertRefused(Map.of(), "bind: [\n", "config.yaml");
  }

  @Test
  void namesTheUnknownVariable() throws Exception {
    assertRefused(Map.of("TIDEGATE_HTPP_PORT", "1"), "", "TIDEGATE_HTPP_PORT");
  }

  @Test
  void namesTheTokenThatIsMissing() throws Exception {
    assertRefused(Map.of("TIDEGATE_PUBLISH", "token"), "", "TIDEGATE_PUBLISH_TOKEN");
  }

  @Test
  void namesTheFileThatIsNotThere() throws Exception {
    Files.createDirectories(folder);
    Run run = run(Map.of(), List.of("--config", folder.resolve("absent.yaml").toString()));
    assertThat(run.status).isEqualTo(2);
    assertThat(run.output).hasSize(1).first().asString().contains("absent.yaml");
  }

  @Test
  void printsRoutesAndNotesOfAnotherProgramsFileAndNothingElse() throws Exception {
    Files.createDirectories(folder);
    Path file = folder.resolve("go2rtc.yaml");
    Files.writeString(file, "streams:\n  live/cam: rtsp://192.0.2.1/x\n  live/said: 'echo:x'\n");
    Run run = run(Map.of(), List.of("import", file.toString()));
    assertThat(run.status).isZero();
    assertThat(run.output).contains("routes:", "- key: live/cam");
    assertThat(run.output)
        .allMatch(line ->
            line.startsWith(file.toString())
                || line.equals("routes:")
                || line.startsWith("- ")
                || line.startsWith("  "));
  }

  @Test
  void saysInOneLineThatAPortIsTaken() throws Exception {
    try (GatewayProcess gateway = GatewayProcess.start(folder.resolve("data"))) {
      String port = gateway.address("http").replaceAll(".*:", "");
      Map<String, String> variables =
          Map.of(
              "TIDEGATE_HTTP_PORT",
              port,
              "TIDEGATE_RTMP_PORT",
              "0",
              "TIDEGATE_SRT_PORT",
              "0",
              "TIDEGATE_RTSP_PORT",
              "0",
              "TIDEGATE_METRICS_PORT",
              "0",
              "TIDEGATE_DATA_DIR",
              folder.resolve("second").toString());
      Run run = run(variables, List.of());
      assertThat(run.status).isEqualTo(1);
      // what was bound before may have been told
      assertThat(run.output).last().asString().contains("cannot start", port);
      assertThat(run.output.subList(0, run.output.size() - 1))
          .allMatch(line -> line.contains("INFO"));
    }
  }

  @Test
  void readsVariablesOfTestsAsNothing() throws Exception {
    Map<String, String> variables = Map.of("TIDEGATE_TEST_ANYTHING", "1", "TIDEGATE_SRT_PORT", "0");
    try (GatewayProcess gateway = GatewayProcess.start(folder.resolve("data"), variables)) {
      assertThat(gateway.get("/health/ready").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void printsTheReadyLineAsItIsBesideAJsonLog() throws Exception {
    Map<String, String> variables = Map.of("TIDEGATE_LOG_FORMAT", "json");
    try (GatewayProcess gateway = GatewayProcess.start(folder.resolve("data"), variables)) {
      assertThat(gateway.log()).anyMatch(line -> line.startsWith("tidegate ready http=127.0.0.1:"));
      assertThat(gateway.log())
          .allMatch(line -> line.startsWith("{") || line.startsWith("tidegate ready "));
    }
  }

  @Test
  void stopsWithViewersAttached() throws Exception {
    try (GatewayProcess gateway = GatewayProcess.start(folder.resolve("data"));
        Tool publisher = Media.publish(gateway.rtmp("/live/a"))) {
      Live.awaitHls(gateway, "live/a");
      try (Tool flv = curl(gateway, "/live/a.flv");
          Tool ts = curl(gateway, "/live/a.ts");
          Tool mp4 = curl(gateway, "/live/a.mp4")) {
        await()
            .until(() ->
                Stream.of("http-flv", "http-ts", "http-fmp4")
                    .allMatch(gateway.get("/api/v1/sessions").body()::contains));
        assertThat(gateway.terminate()).isEqualTo(143);
        flv.await(60);
        ts.await(60);
        mp4.await(60);
        publisher.await(60);
      }
    }
  }

  private static Tool curl(GatewayProcess gateway, String path) throws Exception {
    return Tool.start("curl", "-sN", "-o", "/dev/null", gateway.http(path));
  }

  private void assertRefused(Map<String, String> variables, String yaml, String... words)
      throws Exception {
    Files.createDirectories(folder);
    Path file = Files.writeString(folder.resolve("config.yaml"), yaml);
    Run run = run(variables, List.of("--config", file.toString()));
    assertThat(run.status).isEqualTo(2);
    assertThat(run.output).hasSize(1).first().asString().startsWith("tidegate: ").contains(words);
  }

  private static Run run(Map<String, String> variables, List<String> arguments) throws Exception {
    ProcessBuilder builder = GatewayProcess.command(arguments).redirectErrorStream(true);
    builder.environment().putAll(variables);
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return new Run(process.exitValue(), output.lines().toList());
  }

  private record Run(int status, List<String> output) {}
}
