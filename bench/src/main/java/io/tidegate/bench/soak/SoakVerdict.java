package io.tidegate.bench.soak;

import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;

/// Whether readings stay level. Immutable.
///
/// The first third is warming up: code is compiled, pools fill. Of the rest, the later half is held
/// against the earlier one.
///
/// @param residentGrowthKibibytes between the medians of both halves
/// @param residentLimitKibibytes what that may be
/// @param threadGrowth of the most in the later half over the most in the earlier one
/// @param descriptorGrowth the same
record SoakVerdict(
    long residentGrowthKibibytes,
    long residentLimitKibibytes,
    long threadGrowth,
    long descriptorGrowth) {
  /// Six readings: two of each third.
  static final int LEAST_READINGS = 6;

  /// What code and pools still move by, whatever the load.
  private static final long SLACK_KIBIBYTES = 4 * 1024;

  private static final int SLACK_PERCENT = 2;

  static SoakVerdict of(List<SoakReading> all) {
    if (all.size() < LEAST_READINGS) {
      throw new IllegalArgumentException("a verdict takes " + LEAST_READINGS + " readings");
    }
    List<SoakReading> warm = all.subList(all.size() / 3, all.size());
    List<SoakReading> early = warm.subList(0, warm.size() / 2);
    List<SoakReading> late = warm.subList(warm.size() / 2, warm.size());
    long before = median(early);
    return new SoakVerdict(
        median(late) - before,
        Math.max(SLACK_KIBIBYTES, before * SLACK_PERCENT / 100),
        most(late, SoakReading::threads) - most(early, SoakReading::threads),
        most(late, SoakReading::descriptors) - most(early, SoakReading::descriptors));
  }

  boolean isFlat() {
    return residentGrowthKibibytes <= residentLimitKibibytes
        && threadGrowth <= 0
        && descriptorGrowth <= 0;
  }

  private static long median(List<SoakReading> readings) {
    long[] sorted = readings.stream().mapToLong(SoakReading::residentKibibytes).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  private static long most(List<SoakReading> readings, ToLongFunction<SoakReading> value) {
    return readings.stream().mapToLong(value).max().orElseThrow();
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%s: after warming up resident memory grew by %.1f MiB (limit %.1f), threads by %d,"
            + " descriptors by %d",
        isFlat() ? "flat" : "NOT FLAT",
        residentGrowthKibibytes / 1024.0,
        residentLimitKibibytes / 1024.0,
        threadGrowth,
        descriptorGrowth);
  }
}
