package io.tidegate.transcode.ladder;

import io.tidegate.media.Nullable;
import java.nio.file.Path;
import java.util.Locale;

/// What is drawn over the picture. Immutable.
///
/// @param text of one line, empty for none; `{time}` in it is the time of day in UTC
/// @param textAt where
/// @param logo an image, null for none
/// @param logoAt where
public record Overlay(String text, Place textAt, @Nullable Path logo, Place logoAt) {
  public static final Overlay NONE = new Overlay("", Place.BOTTOM_LEFT, null, Place.TOP_RIGHT);

  /// What stands for the time of day.
  public static final String TIME = "{time}";

  /// A corner.
  public enum Place {
    TOP_LEFT,
    TOP_RIGHT,
    BOTTOM_LEFT,
    BOTTOM_RIGHT;

    public String label() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }
}
