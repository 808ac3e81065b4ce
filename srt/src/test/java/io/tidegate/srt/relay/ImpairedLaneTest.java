package io.tidegate.srt.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ImpairedLaneTest {
  private static final long MS = 1_000_000;

  @Test
  void losesItsShareAndTheSamePacketsEachTime() {
    Impairment tenth = Impairment.NONE.withLoss(0.1);

    List<Long> fates = fates(tenth, 7, 20_000, MS);

    assertThat(share(fates)).isCloseTo(0.1, within(0.01));
    assertThat(fates(tenth, 7, 20_000, 3 * MS).stream().map(ImpairedLaneTest::isLost).toList())
        .as("whatever the timing")
        .isEqualTo(fates.stream().map(ImpairedLaneTest::isLost).toList());
    assertThat(fates(tenth, 8, 20_000, MS)).isNotEqualTo(fates);
  }

  @Test
  void losesNothingAndEverythingAtTheEnds() {
    assertThat(share(fates(Impairment.NONE, 1, 1000, MS))).isZero();
    assertThat(share(fates(Impairment.NONE.withLoss(1), 1, 1000, MS))).isEqualTo(1);
    assertThat(share(fates(Impairment.NONE.withBursts(1, 15), 1, 1000, MS))).isEqualTo(1);
    assertThat(share(fates(Impairment.NONE.withBursts(0, 15), 1, 1000, MS))).isZero();
  }

  @Test
  void losesInBurstsOfTheMeanLength() {
    List<Long> fates = fates(Impairment.NONE.withBursts(0.1, 15), 3, 200_000, MS);
    int bursts = 0;
    for (int i = 1; i < fates.size(); i++) {
      if (isLost(fates.get(i)) && !isLost(fates.get(i - 1))) {
        bursts++;
      }
    }
    assertThat(share(fates)).isCloseTo(0.1, within(0.02));
    assertThat(share(fates) * fates.size() / bursts).isCloseTo(15, within(3.0));
  }

  @Test
  void losesNothingInTheGraceTime() {
    List<Long> fates = fates(Impairment.NONE.withLoss(1).withGrace(100), 1, 200, MS);
    assertThat(fates.subList(0, 100)).noneMatch(ImpairedLaneTest::isLost);
    assertThat(fates.subList(100, 200)).allMatch(ImpairedLaneTest::isLost);
  }

  @Test
  void delaysAndReorders() {
    ImpairedLane lane =
        new ImpairedLane(Impairment.NONE.withDelay(40, 0).withReordering(0.5, 12), 5, 0);
    for (int i = 0; i < 1000; i++) {
      assertThat(lane.fate(1332, i * MS) - i * MS).isIn(40 * MS, 52 * MS);
    }
    assertThat(lane.reordered()).isBetween(400L, 600L);
    assertThat(lane.packets()).isEqualTo(1000);
  }

  @Test
  void jitterStaysInItsRange() {
    ImpairedLane lane = new ImpairedLane(Impairment.NONE.withDelay(10, 5), 5, 0);
    for (int i = 0; i < 1000; i++) {
      assertThat(lane.fate(1332, 0)).isBetween(10 * MS, 15 * MS);
    }
  }

  @Test
  void aBottleneckQueuesAndThenDrops() {
    // 1000 bytes at 8 Mbit/s are a millisecond on the line
    ImpairedLane lane = new ImpairedLane(Impairment.NONE.withBottleneck(8000, 10), 5, 0);
    for (int i = 1; i <= 11; i++) {
      assertThat(lane.fate(1000, 0)).isEqualTo(i * MS);
    }
    assertThat(lane.fate(1000, 0)).isEqualTo(ImpairedLane.LOST);
    assertThat(lane.queueLost()).isEqualTo(1);
    assertThat(lane.fate(1000, 5 * MS)).isEqualTo(12 * MS);
  }

  @Test
  void refusesWhatIsNoShareAndNoTime() {
    assertThatIllegalArgumentException().isThrownBy(() -> Impairment.NONE.withLoss(1.01));
    assertThatIllegalArgumentException().isThrownBy(() -> Impairment.NONE.withLoss(-0.01));
    assertThatIllegalArgumentException().isThrownBy(() -> Impairment.NONE.withLoss(Double.NaN));
    assertThatIllegalArgumentException().isThrownBy(() -> Impairment.NONE.withDelay(10_001, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> Impairment.NONE.withBottleneck(-1, 0));
  }

  private static List<Long> fates(Impairment impairment, long seed, int packets, long stepNanos) {
    ImpairedLane lane = new ImpairedLane(impairment, seed, 0);
    List<Long> fates = new ArrayList<>();
    for (int i = 0; i < packets; i++) {
      fates.add(lane.fate(1332, i * stepNanos));
    }
    return fates;
  }

  private static boolean isLost(long fate) {
    return fate == ImpairedLane.LOST;
  }

  private static double share(List<Long> fates) {
    return fates.stream().filter(ImpairedLaneTest::isLost).count() / (double) fates.size();
  }
}
