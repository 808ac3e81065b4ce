package io.tidegate.transcode.worker;

import java.nio.file.Path;

/// Where the executables are. Any thread but an event loop: the first call may unpack them.
@FunctionalInterface
public interface Programs {
  /// @throws MissingException when there is none for this machine
  Path find(Program program) throws MissingException;

  /// FFmpeg does not work here.
  final class MissingException extends Exception {
    private static final long serialVersionUID = 1L;

    public MissingException(String message, Throwable cause) {
      super(message, cause);
    }
  }
}
