package io.tidegate.rtsp;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ResponseTimesTest {
  private final ResponseTimes times = new ResponseTimes();

  @Test
  void fiveOfAHundredDoNotCount() {
    for (int i = 0; i < 95; i++) {
      times.add(Duration.ofMillis(2).toNanos());
    }
    for (int i = 0; i < 5; i++) {
      times.add(Duration.ofSeconds(3).toNanos());
    }
    assertThat(times.p95()).isBetween(Duration.ofMillis(2), Duration.ofMillis(3));
    times.add(Duration.ofSeconds(3).toNanos());
    assertThat(times.p95()).isBetween(Duration.ofSeconds(3), Duration.ofSeconds(4));
  }

  @Test
  void whatNeverHappenedTookNoTime() {
    assertThat(times.p95()).isZero();
    assertThat(times.count()).isZero();
  }

  @Test
  void theShortestAndTheLongestAreKept() {
    times.add(0);
    assertThat(times.p95()).isEqualTo(Duration.ofNanos(1_000));
    times.add(Long.MAX_VALUE);
    assertThat(times.p95()).isEqualTo(Duration.ofNanos((1L << 28) * 1_000));
  }
}
