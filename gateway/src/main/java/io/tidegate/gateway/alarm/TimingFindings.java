package io.tidegate.gateway.alarm;

import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.StreamTiming;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What is wrong with the clock of one stream. Stateless.
final class TimingFindings {
  /// Whoever joins waits so long at worst, and a segment of HLS is as long.
  static final Duration LONGEST_GOP = Duration.ofSeconds(10);

  /// Half a second in ten minutes: players run out of their buffer, or fall behind, in an hour.
  static final double MOST_DRIFT = 0.5 / 600;

  /// Less says little.
  static final Duration LEAST_OBSERVED = Duration.ofMinutes(5);

  static final Duration MOST_SOUND_OFF = Duration.ofMillis(50);
  static final Duration MOST_PICTURE_LATE = Duration.ofMillis(100);

  private TimingFindings() {}

  /// @param avOffset by how much sound comes later than it did
  static List<Finding> of(StreamKey key, StreamTiming timing, Duration avOffset) {
    List<Finding> findings = new ArrayList<>();
    Duration gop = Duration.ofMillis(timing.gopMs());
    if (gop.compareTo(LONGEST_GOP) > 0) {
      findings.add(finding(AlarmKind.GOP_TOO_LONG, key, "a key frame every %s", gop));
    }
    boolean observed = timing.observedMs() >= LEAST_OBSERVED.toMillis();
    if (observed && Math.abs(timing.driftMs()) > MOST_DRIFT * timing.observedMs()) {
      String words = timing.driftMs() > 0 ? "%s an hour too fast" : "%s an hour too slow";
      long perHour =
          Math.abs(timing.driftMs()) * Duration.ofHours(1).toMillis() / timing.observedMs();
      findings.add(finding(AlarmKind.CLOCK_DRIFT, key, words, Duration.ofMillis(perHour)));
    }
    if (avOffset.abs().compareTo(MOST_SOUND_OFF) > 0) {
      boolean pictureLate = avOffset.negated().compareTo(MOST_PICTURE_LATE) > 0;
      String words =
          pictureLate
              ? "pictures are %s late"
              : avOffset.isNegative() ? "sound is %s early" : "sound is %s late";
      findings.add(finding(AlarmKind.AV_OFFSET, key, words, avOffset.abs()));
    }
    return findings;
  }

  /// To tenths, so that the words change seldom.
  private static Finding finding(AlarmKind kind, StreamKey key, String words, Duration measured) {
    String seconds = String.format(Locale.ROOT, "%.1f s", measured.toMillis() / 1e3);
    return new Finding(kind, key.toString(), words.replace("%s", seconds));
  }
}
