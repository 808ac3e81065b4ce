package io.tidegate.transcode.worker;

import io.tidegate.transcode.FfmpegLibrary;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.bytedeco.javacpp.Loader;

/// The executables that are part of the distribution, unpacked at the first use. Any thread but an
/// event loop.
public final class ShippedPrograms implements Programs {
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
      String unpacked = Loader.load(classOf(program));
      if (unpacked == null || !Files.isExecutable(Path.of(unpacked))) {
        throw new IllegalStateException("it cannot be unpacked into " + folder);
      }
      found.put(program, Path.of(unpacked));
      return Path.of(unpacked);
    } catch (LinkageError | RuntimeException missing) {
      throw new MissingException(
          "no " + program.executable() + " for this machine: " + missing.getMessage(), missing);
    }
  }

  private static Class<?> classOf(Program program) {
    return switch (program) {
      case FFMPEG -> org.bytedeco.ffmpeg.ffmpeg.class;
      case FFPROBE -> org.bytedeco.ffmpeg.ffprobe.class;
    };
  }
}
