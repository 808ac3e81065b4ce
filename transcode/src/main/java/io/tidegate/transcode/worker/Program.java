package io.tidegate.transcode.worker;

import java.util.Locale;

/// What is run as a child.
public enum Program {
  FFMPEG,
  FFPROBE;

  /// The name of the executable.
  String executable() {
    return name().toLowerCase(Locale.ROOT);
  }
}
