package io.tidegate.gateway.route;

import io.tidegate.hls.HlsOptions.Container;
import io.tidegate.media.DataSize;
import io.tidegate.media.Nullable;
import java.util.regex.Pattern;

/// How a route is recorded. Immutable.
///
/// @param enabled a route that does not say `recording` is not recorded
/// @param segmentSeconds wanted length of a file, 1 to 60; files end at key frames
/// @param storage name of the profile that files are brought to, empty for that of the space, or
///   none
/// @param keepLocalHours how long files stay here that are there, too, null: as the settings say
/// @param retainDays files that are older go, null: as the settings say
/// @param retainSize of more the oldest files go, null for no limit
/// @param schedule when it is recorded
public record RecordingSpec(
    boolean enabled,
    Container container,
    int segmentSeconds,
    String storage,
    @Nullable Integer keepLocalHours,
    @Nullable Integer retainDays,
    @Nullable DataSize retainSize,
    WeekSchedule schedule) {
  public static final int USUAL_SECONDS = 6;
  public static final int MAX_SECONDS = 60;

  /// A hundred years.
  public static final int MAX_DAYS = 36_500;

  /// The same.
  public static final int MAX_HOURS = 24 * MAX_DAYS;

  /// Less would not hold a few segments of a usual stream.
  public static final DataSize LEAST_SIZE = DataSize.ofMegabytes(16);

  /// Names of storage profiles; empty for none.
  public static final Pattern STORAGE = Pattern.compile("([a-z0-9][a-z0-9._-]{0,63})?");

  /// As `recording: true` says it.
  public static final RecordingSpec ON = usual(true);

  /// As `recording: false` says it.
  public static final RecordingSpec OFF = usual(false);

  public RecordingSpec {
    if (segmentSeconds < 1 || segmentSeconds > MAX_SECONDS) {
      throw new IllegalArgumentException("a segment of " + segmentSeconds + " s");
    }
    if (keepLocalHours != null && (keepLocalHours < 0 || keepLocalHours > MAX_HOURS)) {
      throw new IllegalArgumentException("kept here for " + keepLocalHours + " hours");
    }
    if (retainDays != null && (retainDays < 1 || retainDays > MAX_DAYS)) {
      throw new IllegalArgumentException("kept for " + retainDays + " days");
    }
    if (retainSize != null && retainSize.compareTo(LEAST_SIZE) < 0) {
      throw new IllegalArgumentException("keeps " + retainSize);
    }
    if (!STORAGE.matcher(storage).matches()) {
      throw new IllegalArgumentException("no name of a storage profile");
    }
  }

  /// Null of a route that says nothing of it.
  public static @Nullable RecordingSpec of(RouteSpec route) {
    return route.outputs().stream()
        .filter(OutputSpec.Recording.class::isInstance)
        .map(output -> ((OutputSpec.Recording) output).spec())
        .findFirst()
        .orElse(null);
  }

  /// The storage profile that a route names, empty for none.
  public static String storage(RouteSpec route) {
    RecordingSpec spec = of(route);
    return spec == null ? "" : spec.storage();
  }

  private static RecordingSpec usual(boolean enabled) {
    return new RecordingSpec(
        enabled, Container.FMP4, USUAL_SECONDS, "", null, null, null, WeekSchedule.ALWAYS);
  }
}
