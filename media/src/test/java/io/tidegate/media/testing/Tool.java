package io.tidegate.media.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/// A program that judges what is tested, or feeds it: ffmpeg, GStreamer, rtmpdump.
///
/// Where it is missing the test is skipped, or fails when `TIDEGATE_TEST_REQUIRE_TOOLS` is 1.
public final class Tool implements AutoCloseable {
  private final Process process;
  private final Path output;

  private Tool(Process process, Path output) {
    this.process = process;
    this.output = output;
  }

  /// Starts it; standard output and errors go to a file. [#close] kills it.
  public static Tool start(String program, String... arguments) throws IOException {
    return start(ProcessBuilder.Redirect.from(new File("/dev/null")), program, arguments);
  }

  /// Starts what stands in `line`, words apart by one space.
  public static Tool startLine(String line) throws IOException {
    String[] words = line.split(" ");
    return start(words[0], Arrays.copyOfRange(words, 1, words.length));
  }

  /// Starts it with a standard input that [#feed] writes to.
  public static Tool startFed(String program, String... arguments) throws IOException {
    return start(ProcessBuilder.Redirect.PIPE, program, arguments);
  }

  private static Tool start(ProcessBuilder.Redirect input, String program, String... arguments)
      throws IOException {
    require(program);
    List<String> command = new ArrayList<>(List.of(program));
    command.addAll(List.of(arguments));
    Path output = Files.createTempFile("tidegate-" + Path.of(program).getFileName(), ".log");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectInput(input)
            .redirectOutput(output.toFile())
            .start();
    return new Tool(process, output);
  }

  /// Runs it to its end and returns what it wrote; the exit status must be 0.
  public static String run(int seconds, String program, String... arguments)
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
  public static void require(String program) {
    boolean found = find(program).isPresent();
    if ("1".equals(System.getenv("TIDEGATE_TEST_REQUIRE_TOOLS"))) {
      assertThat(found).as(program + " is installed").isTrue();
    }
    Assumptions.assumeTrue(found, program + " is not installed");
  }

  /// Where a required program is.
  public static String path(String program) {
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

  /// Writes all of `file` to its standard input, which stays open.
  public void feed(Path file) throws IOException {
    process.getOutputStream().write(Files.readAllBytes(file));
    process.getOutputStream().flush();
  }

  /// Ends it as a crash would.
  public void kill() {
    process.destroyForcibly();
  }

  /// Waits for its end and returns its exit status.
  public int await(int seconds) throws IOException, InterruptedException {
    assertThat(process.waitFor(seconds, TimeUnit.SECONDS))
        .as("ends in " + seconds + " s: " + output())
        .isTrue();
    return process.exitValue();
  }

  /// What a fed program reads.
  public OutputStream input() {
    return process.getOutputStream();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  public long pid() {
    return process.pid();
  }

  public String output() throws IOException {
    return Files.readString(output);
  }

  @Override
  public void close() throws IOException {
    kill();
    try {
      process.waitFor(30, TimeUnit.SECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    Files.deleteIfExists(output);
  }
}
