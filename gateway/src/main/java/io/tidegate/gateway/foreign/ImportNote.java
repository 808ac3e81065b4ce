package io.tidegate.gateway.foreign;

import java.util.Locale;

/// One thing of a foreign file that is not here as it was there. Immutable; holds no secrets.
///
/// @param line of the file, counted from 1
/// @param key its place there: `paths.cam1.record`
/// @param reason a sentence: what is different, and why
/// @param instead a sentence: what to do about it
public record ImportNote(int line, String key, Kind kind, String reason, String instead) {
  /// How much of it is here.
  public enum Kind {
    /// All of it, under another name.
    RENAMED,
    /// It is here and works otherwise.
    CHANGED,
    /// Nothing.
    LEFT_OUT;

    /// `left-out`.
    public String label() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }
}
