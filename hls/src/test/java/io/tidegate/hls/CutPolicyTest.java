package io.tidegate.hls;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.MediaTime;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongPredicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CutPolicyTest {
  private static final MediaTime FRAME = MediaTime.ofMillis(40);

  private final CutPolicy policy = new CutPolicy(MediaTime.ofSeconds(2));

  @ParameterizedTest
  @CsvSource({
    "500, 2000, 3",
    "1000, 2000, 3",
    "1320, 2640, 3",
    "1400, 1400, 3",
    "1920, 1920, 3",
    "2000, 2000, 3",
    "2480, 2480, 3",
    "4000, 4000, 5",
  })
  void endsSegmentsAtTheNearestKeyFrame(long keyIntervalMs, long segmentMs, int target) {
    List<Long> cuts = cutsOf(keyIntervalMs * 8, ms -> ms % keyIntervalMs == 0);

    // the very first interval is not known before it is over
    assertThat(cuts.subList(1, cuts.size())).isNotEmpty().containsOnly(segmentMs);
    assertThat(policy.targetSeconds()).isEqualTo(target);
  }

  @Test
  void cutsAtOtherFramesWhereKeyFramesAreTooRare() {
    List<Long> cuts = cutsOf(60_000, ms -> ms % 10_000 == 0);

    assertThat(policy.targetSeconds()).isEqualTo(6);
    assertThat(cuts).allSatisfy(ms -> assertThat(ms).isLessThan(6_500));
    assertThat(cuts.get(0)).isEqualTo(5_960);
    assertThat(cuts.get(1)).isEqualTo(4_040); // up to the key frame at 10 s
  }

  @Test
  void cutsByTimeWhereEveryFrameIsAKeyFrame() {
    assertThat(cutsOf(20_000, _ -> true)).containsOnly(2_000L);
  }

  @Test
  void aSceneCutDoesNotLeadToLongSegments() {
    List<Long> cuts = cutsOf(18_000, ms -> ms % 2_000 == 0 || ms == 5_200);

    assertThat(cuts)
        .containsExactly(2_000L, 2_000L, 1_200L, 2_800L, 2_000L, 2_000L, 2_000L, 2_000L, 2_000L);
  }

  @Test
  void targetDurationNeverChanges() {
    cutsOf(4_000, ms -> ms % 1_000 == 0);
    int before = policy.targetSeconds();
    List<Long> cuts = cutsOf(60_000, ms -> ms % 9_000 == 0);

    assertThat(policy.targetSeconds()).isEqualTo(before);
    assertThat(cuts).allSatisfy(ms -> assertThat(Math.round(ms / 1e3)).isLessThanOrEqualTo(before));
  }

  /// Lengths of the segments of so many milliseconds of 25 frames a second.
  private List<Long> cutsOf(long durationMs, LongPredicate isKey) {
    List<Long> lengths = new ArrayList<>();
    long start = 0;
    policy.opened(MediaTime.ZERO, true);
    for (long ms = 40; ms <= durationMs; ms += 40) {
      MediaTime at = MediaTime.ofMillis(ms);
      if (policy.cutsAt(at, isKey.test(ms), FRAME)) {
        lengths.add(ms - start);
        policy.closed(MediaTime.ofMillis(ms - start));
        policy.opened(at, isKey.test(ms));
        start = ms;
      }
    }
    return lengths;
  }
}
