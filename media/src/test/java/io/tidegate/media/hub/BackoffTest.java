package io.tidegate.media.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BackoffTest {
  @Test
  void waitsTwiceAsLongUpToTheLimitAndNeverTheSame() {
    Backoff backoff = new Backoff(new Random(1), Duration.ofMillis(500));
    Duration limit = Duration.ofSeconds(4);
    for (long step : new long[] {500, 1_000, 2_000, 4_000, 4_000, 4_000}) {
      assertThat(backoff.next(limit).toMillis()).isBetween(step / 2, step);
    }
    assertThat(backoff.next(Duration.ofSeconds(60)).toMillis()).isBetween(4_000L, 8_000L);
    backoff.reset();
    assertThat(backoff.next(limit).toMillis()).isLessThanOrEqualTo(500);
  }
}
