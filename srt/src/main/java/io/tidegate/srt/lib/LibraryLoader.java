package io.tidegate.srt.lib;

import java.util.List;

/// Holds the one loaded library of the process.
final class LibraryLoader {
  /// `LOG_CRIT` of syslog.h.
  static final int LOG_CRITICAL = 2;

  /// Names or paths of another libsrt, separated by commas, instead of the system's.
  private static final String PROPERTY = "tidegate.srt.library";

  static final SrtLibrary INSTANCE = SrtLibrary.load(fileNames());

  private LibraryLoader() {}

  private static List<String> fileNames() {
    String given = System.getProperty(PROPERTY, "");
    return given.isEmpty() ? SrtLibrary.FILE_NAMES : List.of(given.split(","));
  }
}
