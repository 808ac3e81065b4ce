package io.tidegate.transcode;

import java.nio.file.Path;

/// How FFmpeg's libraries are loaded. JavaCPP reads these properties when its first class is used.
public final class FfmpegLibrary {
  private FfmpegLibrary() {}

  /// Settings on the command line win.
  public static void unpackInto(Path folder) {
    setIfAbsent("org.bytedeco.javacpp.cachedir", folder.toString());
    // JavaCPP would refuse allocations when the process as a whole looks large to it
    setIfAbsent("org.bytedeco.javacpp.maxPhysicalBytes", "0");
    // every native object here is freed by hand: no thread that waits for the collector
    setIfAbsent("org.bytedeco.javacpp.noPointerGC", "true");
  }

  private static void setIfAbsent(String key, String value) {
    if (System.getProperty(key) == null) {
      System.setProperty(key, value);
    }
  }
}
