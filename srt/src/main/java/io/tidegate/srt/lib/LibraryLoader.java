package io.tidegate.srt.lib;

/// Holds the one loaded library of the process.
final class LibraryLoader {
  /// `LOG_CRIT` of syslog.h.
  static final int LOG_CRITICAL = 2;

  static final SrtLibrary INSTANCE = SrtLibrary.load(SrtLibrary.FILE_NAMES);

  private LibraryLoader() {}
}
