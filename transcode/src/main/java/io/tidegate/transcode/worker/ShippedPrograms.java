package io.tidegate.transcode.worker;

import io.tidegate.transcode.FfmpegLibrary;
import java.io.File;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.bytedeco.javacpp.Loader;

/// The executables that are part of the distribution, unpacked at the first use. Any thread but an
/// event loop.
public final class ShippedPrograms implements Programs {
  /// Of the platform's name, set for the GPL build.
  private static final String EXTENSION = "org.bytedeco.javacpp.platform.extension";

  private final Map<Program, Path> found = new ConcurrentHashMap<>();
  private final Path folder;

  /// @param folder where JavaCPP unpacks FFmpeg (70 MB, once)
  public ShippedPrograms(Path folder) {
    this.folder = folder;
  }

  @Override
  public Path find(Program program) throws MissingException {
    Path known = found.get(program);
    if (known != null && Files.isExecutable(known)) {
      return known;
    }
    try {
      FfmpegLibrary.unpackInto(folder);
      Path unpacked = unpack().resolve(program.executable());
      if (!Files.isExecutable(unpacked) && !unpacked.toFile().setExecutable(true)) {
        throw new IOException(unpacked + " cannot be executed");
      }
      found.put(program, unpacked);
      return unpacked;
    } catch (IOException | RuntimeException missing) {
      throw new MissingException(
          "no " + program.executable() + " for this machine: " + missing.getMessage(), missing);
    }
  }

  /// The programs with their libraries beside them, where they look for them. Nothing is loaded
  /// into this process: what failed once at that would fail until its end.
  private static Path unpack() throws IOException {
    String platform = Loader.getPlatform() + System.getProperty(EXTENSION, "");
    String inJar = "/org/bytedeco/ffmpeg/" + platform + "/";
    File[] found = Loader.cacheResources(org.bytedeco.ffmpeg.ffmpeg.class, inJar);
    if (found.length == 0) {
      throw new FileNotFoundException("the distribution has none for " + platform);
    }
    return found[0].toPath();
  }
}
