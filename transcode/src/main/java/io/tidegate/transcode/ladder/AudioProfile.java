package io.tidegate.transcode.ladder;

import java.util.Locale;

/// How sound is coded anew. Immutable.
///
/// @param kbps 0 for the usual of the coding
public record AudioProfile(Mode mode, int kbps) {
  /// AAC stays, everything else becomes it.
  public static final AudioProfile DEFAULT = new AudioProfile(Mode.AUTO, 0);

  /// What it becomes.
  public enum Mode {
    /// AAC; where it is AAC, it goes on as it is.
    AUTO,
    AAC,
    OPUS,
    /// It goes on as it is where a transport stream carries it, else it becomes AAC.
    COPY,
    /// It is left out.
    NONE;

    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
