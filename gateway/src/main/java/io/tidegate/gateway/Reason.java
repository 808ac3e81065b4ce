package io.tidegate.gateway;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.TimeoutException;

/// What an exception means, in words and in one line. Stateless.
final class Reason {
  /// How Netty's epoll begins: which call failed, with which number.
  private static final String NATIVE_CALL = "^\\w+\\(\\.\\.\\) failed with error\\(-?\\d+\\): ";

  private Reason() {}

  /// Of the innermost cause.
  static String of(Throwable problem) {
    Throwable cause = problem;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return words(cause).replaceAll("\\p{Cntrl}+", " ").replaceFirst(NATIVE_CALL, "");
  }

  /// The messages of these are the name of the file alone.
  private static String words(Throwable cause) {
    return switch (cause) {
      case AccessDeniedException denied -> denied.getFile() + ": permission denied";
      case FileAlreadyExistsException exists -> exists.getFile() + ": is not a folder";
      case NoSuchFileException absent -> absent.getFile() + ": no such file or folder";
      case FileSystemException other -> String.valueOf(other.getMessage());
      case TimeoutException _ -> "it took too long";
      default -> cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    };
  }
}
