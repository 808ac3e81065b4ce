package io.tidegate.transcode.ladder;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StartPaceTest {
  private static final long GOOD_RUN = Duration.ofSeconds(10).toNanos();

  private final StartPace pace = new StartPace(new Random(1));

  @Test
  void theFirstBeginsAtOnce() {
    assertThat(pace.next(Long.MIN_VALUE)).isZero();
  }

  @Test
  void thoseThatFollowEachOtherWaitLongerEachTimeUpToTenSeconds() {
    long now = 0;
    assertThat(pace.next(now)).isZero();
    for (long most : new long[] {400, 800, 1_600, 3_200, 6_400, 10_000, 10_000}) {
      now++;
      Duration pause = pace.next(now);
      assertThat(pause).isBetween(Duration.ofMillis(most / 2), Duration.ofMillis(most));
      now += pause.toNanos();
    }
  }

  @Test
  void oneWhosePredecessorRanForAWhileBeginsAtOnce() {
    assertThat(pace.next(0)).isZero();
    long begins = 1 + pace.next(1).toNanos();
    assertThat(pace.next(begins + GOOD_RUN)).isZero();
    assertThat(pace.next(begins + 2 * GOOD_RUN - 1)).isLessThanOrEqualTo(Duration.ofMillis(400));
    assertThat(pace.next(begins + 2 * GOOD_RUN - 1)).isPositive();
  }
}
