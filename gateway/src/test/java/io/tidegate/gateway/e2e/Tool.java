package io.tidegate.gateway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/// A program that judges the gateway or feeds it: ffmpeg, GStreamer, rtmpdump.
///
/// Where it is missing the test is skipped, or fails when `TIDEGATE_TEST_REQUIRE_TOOLS` is 1.
final class Tool implements AutoCloseable {
  private final Process process;
  private final Path output;

  private Tool(Process process, Path output) {
    this.process = process;
    this.output = output;
  }

  /// Starts it; standard output and errors go to a file. [#close] kills it.
  static Tool start(String program, String... arguments) throws IOException {
    require(program);
    List<String> command = new ArrayList<>(List.of(program));
    command.addAll(List.of(arguments));
    Path output = Files.createTempFile("tidegate-" + Path.of(program).getFileName(), ".log");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectInput(new File("/dev/null"))
            .redirectOutput(output.toFile())
            .start();
    return new Tool(process, output);
  }

  /// Runs it to its end and returns what it wrote; the exit status must be 0.
  static String run(int seconds, String program, String... arguments)
      throws IOException, InterruptedException {
    try (Tool tool = start(program, arguments)) {
      assertThat(tool.process.waitFor(seconds, TimeUnit.SECONDS))
          .as(program + " ends in " + seconds + " s: " + tool.output())
          .isTrue();
      assertThat(tool.process.exitValue()).as(program + ": " + tool.output()).isZero();
      return tool.output();
    }
  }

  /// Skips the test, or fails it, where `program` is not installed.
  static void require(String program) {
    boolean found = find(program).isPresent();
    if ("1".equals(System.getenv("TIDEGATE_TEST_REQUIRE_TOOLS"))) {
      assertThat(found).as(program + " is installed").isTrue();
    }
    Assumptions.assumeTrue(found, program + " is not installed");
  }

  /// Where a required program is.
  static String path(String program) {
    return find(program).orElseThrow().toString();
  }

  private static Optional<Path> find(String program) {
    if (program.startsWith("/")) {
      return Optional.of(Path.of(program)).filter(Files::isExecutable);
    }
    return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
        .map(folder -> Path.of(folder, program))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /// Publishes a test picture and a tone, in real time, until closed.
  static Tool publish(String url) throws IOException {
    return start(
        "ffmpeg",
        ("-nostdin -v error -re -f lavfi -i testsrc2=s=640x360:r=25 -f lavfi -i sine=440:r=48000"
                + " -c:v libx264 -preset ultrafast -b:v 600k -g 50 -pix_fmt yuv420p -c:a aac"
                + " -f flv "
                + url)
            .split(" "));
  }

  /// Waits for its end and returns its exit status.
  int await(int seconds) throws IOException, InterruptedException {
    assertThat(process.waitFor(seconds, TimeUnit.SECONDS))
        .as("ends in " + seconds + " s: " + output())
        .isTrue();
    return process.exitValue();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  long pid() {
    return process.pid();
  }

  String output() throws IOException {
    return Files.readString(output);
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly();
    try {
      process.waitFor(10, TimeUnit.SECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    Files.deleteIfExists(output);
  }
}
