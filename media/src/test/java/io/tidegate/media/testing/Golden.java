package io.tidegate.media.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Compares text with a file under `src/test/resources/golden`. `-Dgolden.update=true` writes the
/// file instead: read it in review.
public final class Golden {
  private Golden() {}

  /// @param test names the folder
  /// @param name names the file, without `.txt`
  public static void assertMatches(Class<?> test, String name, String actual) {
    String resource = "golden/" + test.getSimpleName() + "/" + name + ".txt";
    if (Boolean.getBoolean("golden.update")) {
      write(Path.of("src/test/resources", resource), actual);
      return;
    }
    assertThat(actual).as(resource).isEqualTo(read(test, resource));
  }

  private static String read(Class<?> test, String resource) {
    try (InputStream in = test.getClassLoader().getResourceAsStream(resource)) {
      if (in == null) {
        return fail("%s is missing: run with -Dgolden.update=true and read it", resource);
      }
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  private static void write(Path file, String text) {
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }
}
