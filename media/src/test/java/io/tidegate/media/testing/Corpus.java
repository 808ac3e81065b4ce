package io.tidegate.media.testing;

import io.tidegate.media.Bytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Real and broken media beside the project, named by `-Dcorpus=DIR`. Tests that use it say with
/// [#isPresent()] that they need it.
public final class Corpus {
  private static final Pattern HEX_STRING = Pattern.compile("\"((?:[0-9a-f]{2})*)\"");

  private Corpus() {}

  public static boolean isPresent() {
    return root().isPresent();
  }

  /// One file, empty when it is not there.
  public static Optional<Path> file(String name) {
    return root().map(root -> root.resolve(name)).filter(Files::isRegularFile);
  }

  /// The files of one folder in alphabetical order; none without a corpus.
  public static List<Path> files(String folder) {
    Optional<Path> directory = root().map(root -> root.resolve(folder)).filter(Files::isDirectory);
    if (directory.isEmpty()) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(directory.get())) {
      return files.filter(Files::isRegularFile).sorted().toList();
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  public static Bytes read(Path file) {
    try {
      return Bytes.wrap(Files.readAllBytes(file));
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  /// The inputs in a fuzz file: a line each, `{"name": …, "args": ["hexadecimal", …]}`.
  public static List<Bytes> fuzzInputs(Path file) {
    try (Stream<String> lines = Files.lines(file)) {
      return lines.flatMap(Corpus::hexStrings).toList();
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  private static Stream<Bytes> hexStrings(String line) {
    String arguments = line.substring(Math.max(0, line.indexOf("\"args\"")));
    return HEX_STRING.matcher(arguments).results().map(found -> Bytes.ofHex(found.group(1)));
  }

  private static Optional<Path> root() {
    String property = System.getProperty("corpus", "");
    return property.isBlank() ? Optional.empty() : Optional.of(Path.of(property));
  }
}
