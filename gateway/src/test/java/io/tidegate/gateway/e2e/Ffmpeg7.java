package io.tidegate.gateway.e2e;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/// FFmpeg 7, which knows Enhanced RTMP where Debian 12's own does not: unpacked once into
/// `target/ffmpeg7` from a jar of the tests' class path.
final class Ffmpeg7 {
  private static final String FOLDER = "org/bytedeco/ffmpeg/linux-x86_64-gpl/";
  private static final Path TARGET = Path.of("target", "ffmpeg7").toAbsolutePath();

  private Ffmpeg7() {}

  /// The path of the program; it finds its libraries by itself.
  static String ffmpeg() {
    return program("ffmpeg");
  }

  static String ffprobe() {
    return program("ffprobe");
  }

  private static String program(String name) {
    try {
      MadeOnce.file(TARGET.resolve("unpacked"), Ffmpeg7::unpack);
      Path script =
          MadeOnce.file(
              TARGET.resolve(name + ".sh"),
              draft -> {
                Files.writeString(
                    draft,
                    "#!/bin/sh\nLD_LIBRARY_PATH=%s exec %s \"$@\"\n"
                        .formatted(TARGET, TARGET.resolve(name)));
                makeExecutable(draft);
              });
      return script.toString();
    } catch (IOException problem) {
      throw new UncheckedIOException(problem);
    } catch (InterruptedException stopped) {
      throw new AssertionError(stopped);
    }
  }

  private static void unpack(Path mark) throws IOException {
    URL url =
        Objects.requireNonNull(
            Ffmpeg7.class.getClassLoader().getResource(FOLDER + "ffmpeg"), "the jar of FFmpeg 7");
    JarURLConnection connection = (JarURLConnection) url.openConnection();
    JarFile jar = connection.getJarFile();
    for (JarEntry entry : jar.stream().toList()) {
      String name = entry.getName();
      if (entry.isDirectory() || !name.startsWith(FOLDER) || name.endsWith(".h")) {
        continue;
      }
      Path file = TARGET.resolve(name.substring(FOLDER.length()));
      Files.createDirectories(Objects.requireNonNull(file.getParent()));
      try (InputStream content = jar.getInputStream(entry)) {
        Files.copy(content, file, StandardCopyOption.REPLACE_EXISTING);
      }
      makeExecutable(file);
    }
    Files.createFile(mark);
  }

  private static void makeExecutable(Path file) throws IOException {
    if (!file.toFile().setExecutable(true)) {
      throw new IOException("cannot be made executable: " + file);
    }
  }
}
