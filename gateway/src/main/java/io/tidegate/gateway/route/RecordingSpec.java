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
/// @param retainDays files that are older go, null: as the settings say
/// @param retainSize of more the oldest files go, null for no limit
/// @param schedule when it is recorded
public record RecordingSpec(
    boolean enabled,
    Container container,
    int segmentSeconds,
    String storage,
    @Nullable Integer retainDays,
    @Nullable DataSize retainSize,
    WeekSchedule schedule) {
  public static final int USUAL_SECONDS = 6;
  public static final int MAX_SECONDS = 60;

  /// A hundred years.
  public static final int MAX_DAYS = 36_500;

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

  private static RecordingSpec usual(boolean enabled) {
    return new RecordingSpec(
        enabled, Container.FMP4, USUAL_SECONDS, "", null, null, WeekSchedule.ALWAYS);
  }
}
