package io.tidegate.gateway.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class AttemptsTest {
  private long now = -5_000_000_000L;
  private final Attempts attempts = new Attempts(3, () -> now);

  @Test
  void locksOutForLongerAndLonger() {
    assertThat(attempts.wrong("eva")).isZero();
    assertThat(attempts.wrong("eva")).isZero();
    assertThat(attempts.locked("eva")).isZero();
    assertThat(attempts.wrong("eva")).isEqualTo(Duration.ofSeconds(30));
    assertThat(attempts.locked("eva")).isEqualTo(Duration.ofSeconds(30));
    assertThat(attempts.locked("adam")).isZero();
    now += Duration.ofSeconds(30).toNanos() - 1;
    assertThat(attempts.locked("eva")).isPositive();
    now += 1;
    assertThat(attempts.locked("eva")).isZero();
    assertThat(attempts.wrong("eva")).isEqualTo(Duration.ofSeconds(60));
    for (int i = 0; i < 100; i++) {
      assertThat(attempts.wrong("eva")).isLessThanOrEqualTo(Duration.ofMinutes(15));
    }
    assertThat(attempts.locked("eva")).isEqualTo(Duration.ofMinutes(15));
  }

  @Test
  void forgetsAfterARightOneAndAfterAWhile() {
    attempts.wrong("eva");
    attempts.wrong("eva");
    attempts.right("eva");
    assertThat(attempts.wrong("eva")).isZero();
    assertThat(attempts.wrong("eva")).isZero();
    now += Duration.ofMinutes(31).toNanos();
    assertThat(attempts.wrong("eva")).isZero();
  }

  @Test
  void remembersSoManyAndNoMore() {
    for (int i = 0; i < 3; i++) {
      attempts.wrong("first");
    }
    for (int i = 0; i < Attempts.MAX_KNOWN - 1; i++) {
      attempts.wrong("other " + i);
    }
    assertThat(attempts.locked("first")).isPositive();
    attempts.wrong("one more");
    assertThat(attempts.locked("first")).isZero();
  }
}
