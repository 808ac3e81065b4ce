package io.tidegate.cluster.owner;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ComingsTest {
  private static final long NOW = 1_800_000_000_000L;

  @Test
  void whoeverComesAgainAndAgainRestsLongerAndLonger() {
    String told = null;
    long now = NOW;
    for (int seconds : new int[] {0, 30, 60, 120, 240, 480, 600, 600, 600}) {
      Comings comings = new Comings(now);
      told = comings.tell(told);
      assertThat(comings.rest()).isEqualTo(Duration.ofSeconds(seconds));
      now += 30_000;
    }
  }

  @Test
  void whatWasLongAgoIsForgotten() {
    long hour = Comings.REMEMBERED.toMillis();
    Comings one = new Comings(NOW);
    assertThat(one.tell((NOW - hour) + " " + (NOW + 1) + " x -5 " + NOW)).isEqualTo("" + NOW);
    assertThat(one.rest()).isZero();
    assertThat(one.tell("" + (NOW - hour + 1))).isEqualTo((NOW - hour + 1) + " " + NOW);
    assertThat(one.rest()).isEqualTo(Comings.REST);
    assertThat(one.tell(null)).isEqualTo((NOW - hour + 1) + " " + NOW); // it was lost
  }

  @Test
  void noMoreThanSomeAreKept() {
    String told = "";
    for (int i = 0; i < 100; i++) {
      told = new Comings(NOW + i).tell(told);
    }
    assertThat(told.split(" ")).hasSize(16).endsWith("" + (NOW + 99));
  }
}
