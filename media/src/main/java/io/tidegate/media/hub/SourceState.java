package io.tidegate.media.hub;

import java.util.Locale;

/// Where one source of a stream stands.
public enum SourceState {
  /// Nobody is there, and nothing went wrong.
  IDLE,
  /// Connected, no frame yet.
  CONNECTING,
  /// It plays.
  STREAMING,
  /// It works, and a better one plays.
  STANDBY,
  /// It was there and is not, or sends no frames.
  FAILED;

  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
