package io.tidegate.gateway.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.stream.Stream;

/// An archive of the classes that a start loads, beside the distribution: with it a start takes
/// three fifths of the processor time. Made by the first start that wants it, anew for another
/// distribution.
final class SharedClasses {
  private static final Path DIST = Path.of(System.getProperty("dist", "target/dist"));

  private SharedClasses() {}

  /// Of the JVM, to take classes from there; what it says of an archive that does not fit it would
  /// stand in the gateway's own log. Any thread, and any process: whoever comes first makes it.
  static String option() throws Exception {
    Path archive = DIST.resolveSibling("dist-" + version() + ".jsa").toAbsolutePath();
    synchronized (SharedClasses.class) {
      if (!Files.exists(archive)) {
        make(archive);
      }
    }
    return " -Xlog:cds=off -Xlog:aot=off -XX:SharedArchiveFile=" + archive;
  }

  private static void make(Path archive) throws Exception {
    Path folder = Files.createTempDirectory(archive.getParent(), "archive");
    Path made = folder.resolve("classes.jsa");
    Map<String, String> variables = Map.of("JAVA_OPTS", "-XX:ArchiveClassesAtExit=" + made);
    GatewayProcess.start(folder.resolve("data"), variables).close();
    // another process may have been as quick
    Files.move(made, archive, StandardCopyOption.ATOMIC_MOVE);
  }

  private static long version() throws IOException {
    try (Stream<Path> jars = Files.list(DIST.resolve("lib"))) {
      return jars.mapToLong(SharedClasses::changed).max().orElseThrow();
    }
  }

  private static long changed(Path jar) {
    try {
      return Files.getLastModifiedTime(jar).toMillis();
    } catch (IOException gone) {
      throw new UncheckedIOException(gone);
    }
  }
}
