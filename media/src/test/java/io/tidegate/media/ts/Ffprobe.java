package io.tidegate.media.ts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tidegate.media.Bytes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// What FFmpeg's own reader says of a stream. Skips the test where ffprobe is missing, fails it
/// when `TIDEGATE_TEST_REQUIRE_TOOLS=1`.
final class Ffprobe {
  private Ffprobe() {}

  /// Output of `ffprobe` with these arguments, warnings included.
  static String judge(Path directory, Bytes stream, String... arguments)
      throws IOException, InterruptedException {
    Path input = directory.resolve("stream.ts");
    Files.write(input, stream.toByteArray());
    List<String> command = new ArrayList<>(List.of("ffprobe", "-v", "warning"));
    command.addAll(List.of(arguments));
    command.add(input.toString());
    Path output = directory.resolve("ffprobe.txt");
    Process process;
    try {
      process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
    } catch (IOException missing) {
      boolean required = "1".equals(System.getenv("TIDEGATE_TEST_REQUIRE_TOOLS"));
      assertThat(required).as("ffprobe is required but missing: %s", missing).isFalse();
      assumeTrue(false, "ffprobe is not installed");
      throw missing;
    }
    int exit = process.waitFor();
    String text = Files.readString(output, StandardCharsets.UTF_8);
    assertThat(exit).as(text).isZero();
    return text;
  }
}
