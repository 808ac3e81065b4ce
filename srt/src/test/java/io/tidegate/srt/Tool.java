package io.tidegate.srt;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/// A program of the system, run by interop tests.
final class Tool implements AutoCloseable {
  private static final boolean REQUIRED = "1".equals(System.getenv("TIDEGATE_TEST_REQUIRE_TOOLS"));

  private final Process process;

  private Tool(Process process) {
    this.process = process;
  }

  /// Starts `command`; without the program the test is skipped, or fails where tools are required.
  static Tool start(String... command) throws IOException {
    String path = System.getenv("PATH");
    boolean found =
        Arrays.stream(path.split(File.pathSeparator))
            .anyMatch(folder -> new File(folder, command[0]).canExecute());
    if (!found && REQUIRED) {
      fail(command[0] + " is not installed");
    }
    assumeTrue(found, command[0] + " is not installed");
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
    return new Tool(builder.start());
  }

  /// Writes all of `file` to its standard input, which stays open.
  void feed(Path file) throws IOException {
    process.getOutputStream().write(Files.readAllBytes(file));
    process.getOutputStream().flush();
  }

  /// Ends it as a crash would.
  void kill() {
    process.destroyForcibly();
  }

  /// Waits for its end; gives its status.
  int await() throws InterruptedException {
    assertTrue(process.waitFor(90, TimeUnit.SECONDS), "the tool did not end");
    return process.exitValue();
  }

  @Override
  public void close() {
    kill();
  }
}
