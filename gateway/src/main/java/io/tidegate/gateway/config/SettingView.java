package io.tidegate.gateway.config;

import io.tidegate.media.Nullable;
import java.util.Locale;

/// One setting as others see it. Immutable; secrets show as [Token#MASK].
///
/// @param path of its key
/// @param value that runs now, as it would be written
/// @param fallback when nobody says
/// @param origin who says it, as of the next start
/// @param place `file:line` or the variable, null for the others
/// @param pending what it will be after a restart, null when that is what it is
public record SettingView(
    String path,
    String value,
    String fallback,
    Origin origin,
    @Nullable String place,
    @Nullable String pending,
    Changeable changeable,
    Meaning meaning) {
  /// Who says what a setting is.
  public enum Origin {
    DEFAULT,
    FILE,
    API,
    ENVIRONMENT;

    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// @param secret its value is not shown
  /// @param expected what it takes
  /// @param about one sentence
  /// @param form how it is typed in
  public record Meaning(boolean secret, String expected, String about, SettingForm form) {}
}
