package io.tidegate.gateway.route;

import io.tidegate.media.Nullable;

/// How pictures of a route are kept. Immutable.
///
/// @param everySeconds from one to the next, [#LEAST_SECONDS] to [#MOST_SECONDS]
/// @param storage name of the profile that they are brought to, empty for that of the space, or
///   none
/// @param keepDays older ones go, null: as recordings, by the settings
public record StillSpec(int everySeconds, String storage, @Nullable Integer keepDays) {
  /// Pictures are for looking back; programs that look at each get them by taps.
  public static final int LEAST_SECONDS = 5;

  /// A day.
  public static final int MOST_SECONDS = 86_400;

  public StillSpec {
    if (everySeconds < LEAST_SECONDS || everySeconds > MOST_SECONDS) {
      throw new IllegalArgumentException("a picture every " + everySeconds + " s");
    }
    if (keepDays != null && (keepDays < 1 || keepDays > RecordingSpec.MAX_DAYS)) {
      throw new IllegalArgumentException("kept for " + keepDays + " days");
    }
    if (!RecordingSpec.STORAGE.matcher(storage).matches()) {
      throw new IllegalArgumentException("no name of a storage profile");
    }
  }

  /// Null of a route that keeps none.
  public static @Nullable StillSpec of(RouteSpec route) {
    OutputSpec.Stills stills = output(route);
    return stills == null || !stills.enabled() ? null : stills.spec();
  }

  /// The storage profile that a route names, empty for none.
  public static String storage(RouteSpec route) {
    OutputSpec.Stills stills = output(route);
    return stills == null ? "" : stills.spec().storage();
  }

  private static OutputSpec.@Nullable Stills output(RouteSpec route) {
    return route.outputs().stream()
        .filter(OutputSpec.Stills.class::isInstance)
        .map(OutputSpec.Stills.class::cast)
        .findFirst()
        .orElse(null);
  }
}
