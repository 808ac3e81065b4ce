package io.tidegate.transcode.worker;

/// How a child ended, in words.
final class Exit {
  /// What a shell adds to the number of a signal; Java does the same.
  private static final int BY_SIGNAL = 128;

  private Exit() {}

  /// @param words what it said last, maybe empty
  static String words(int status, String words) {
    String ended =
        status > BY_SIGNAL ? "killed by " + signal(status - BY_SIGNAL) : "status " + status;
    return words.isEmpty() ? ended : words + " (" + ended + ")";
  }

  private static String signal(int number) {
    return switch (number) {
      case 6 -> "SIGABRT";
      case 7 -> "SIGBUS";
      case 8 -> "SIGFPE";
      case 9 -> "SIGKILL";
      case 11 -> "SIGSEGV";
      case 15 -> "SIGTERM";
      case 24 -> "SIGXCPU";
      default -> "signal " + number;
    };
  }
}
