package io.tidegate.transcode.worker;

/// How a child ended, in words.
final class Exit {
  /// What a shell adds to the number of a signal; Java does the same. FFmpeg ends with such numbers
  /// by itself, too: only those of signals that end processes are taken for them.
  private static final int BY_SIGNAL = 128;

  private Exit() {}

  /// @param words what it said last, maybe empty
  static String words(int status, String words) {
    String signal = status > BY_SIGNAL ? signal(status - BY_SIGNAL) : "";
    String ended = signal.isEmpty() ? "status " + status : "killed by " + signal;
    return words.isEmpty() ? ended : words + " (" + ended + ")";
  }

  /// Empty for others.
  private static String signal(int number) {
    return switch (number) {
      case 6 -> "SIGABRT";
      case 7 -> "SIGBUS";
      case 8 -> "SIGFPE";
      case 9 -> "SIGKILL";
      case 11 -> "SIGSEGV";
      case 15 -> "SIGTERM";
      case 24 -> "SIGXCPU";
      default -> "";
    };
  }
}
