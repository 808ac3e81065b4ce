package io.tidegate.transcode.worker;

import io.tidegate.media.Nullable;
import io.tidegate.transcode.FfmpegLibrary;
import java.io.File;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.bytedeco.javacpp.Loader;

/// The executables that are part of the distribution, unpacked at the first use; or those that a
/// package has laid into a folder, where nothing is unpacked. Any thread but an event loop.
public final class ShippedPrograms implements Programs {
  /// Of the platform's name, set for the GPL build.
  private static final String EXTENSION = "org.bytedeco.javacpp.platform.extension";

  /// The folder of a package that has FFmpeg with its libraries beside it.
  private static final String IN_PLACE = "tidegate.ffmpeg";

  private final Map<Program, Path> found = new ConcurrentHashMap<>();
  private final Path folder;
  private final @Nullable Path inPlace;

  /// @param folder where JavaCPP unpacks FFmpeg (70 MB, once), where the command line names no
  ///   other
  public ShippedPrograms(Path folder) {
    String named = System.getProperty(IN_PLACE, "");
    this(folder, named.isEmpty() ? null : Path.of(named));
  }

  /// @param inPlace where FFmpeg is already, null to unpack it into `folder`
  ShippedPrograms(Path folder, @Nullable Path inPlace) {
    this.folder = folder;
    this.inPlace = inPlace;
  }

  @Override
  public Path find(Program program) throws MissingException {
    Path known = found.get(program);
    if (known != null && Files.isExecutable(known)) {
      return known;
    }
    try {
      Path there = inPlace == null ? unpacked(program) : inPlace.resolve(program.executable());
      if (!Files.isExecutable(there)) {
        throw new IOException(there + " cannot be executed");
      }
      found.put(program, there);
      return there;
    } catch (IOException | RuntimeException missing) {
      throw new MissingException(
          "no " + program.executable() + " for this machine: " + missing.getMessage(), missing);
    }
  }

  /// Where FFmpeg is, or that it will be unpacked; unpacks and runs nothing.
  public String whereabouts() throws MissingException {
    if (inPlace != null) {
      return find(Program.FFMPEG).toString();
    }
    String packed = inJar() + Program.FFMPEG.executable();
    if (org.bytedeco.ffmpeg.ffmpeg.class.getResource(packed) == null) {
      IOException absent = new FileNotFoundException("the distribution has no " + packed);
      throw new MissingException(String.valueOf(absent.getMessage()), absent);
    }
    return "unpacked into " + folder + " at its first use";
  }

  private static String inJar() {
    return "/org/bytedeco/ffmpeg/" + platform() + "/";
  }

  private static String platform() {
    return Loader.getPlatform() + System.getProperty(EXTENSION, "");
  }

  private Path unpacked(Program program) throws IOException {
    FfmpegLibrary.unpackInto(folder);
    Path unpacked = unpack().resolve(program.executable());
    if (!Files.isExecutable(unpacked) && !unpacked.toFile().setExecutable(true)) {
      throw new IOException(unpacked + " cannot be made executable");
    }
    return unpacked;
  }

  /// The programs with their libraries beside them, where they look for them. Nothing is loaded
  /// into this process: what failed once at that would fail until its end.
  private static Path unpack() throws IOException {
    File[] found = Loader.cacheResources(org.bytedeco.ffmpeg.ffmpeg.class, inJar());
    if (found.length == 0) {
      throw new FileNotFoundException("the distribution has none for " + platform());
    }
    return found[0].toPath();
  }
}
