package io.tidegate.srt.arq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// The small measures that an engine is made of.
class LinkEstimatesTest {
  private static final long SECOND = 1_000_000_000L;

  @Nested
  class RoundTrips {
    private final RoundTrip roundTrip = new RoundTrip();

    @Test
    void theFirstSampleCountsWhole() {
      assertThat(roundTrip.smoothedMs()).isEqualTo(100);
      roundTrip.sample(40, 0);
      assertThat(roundTrip.smoothedMs()).isEqualTo(40);
      assertThat(roundTrip.deviationMs()).isEqualTo(20);
      assertThat(roundTrip.minimumMs()).isEqualTo(40);
    }

    @Test
    void laterSamplesAreSmoothed() {
      roundTrip.sample(40, 0);
      roundTrip.sample(48, 1);
      assertThat(roundTrip.smoothedMs()).isEqualTo(41);
      assertThat(roundTrip.deviationMs()).isEqualTo(17);
    }

    @Test
    void theMinimumForgetsARouteThatIsGone() {
      roundTrip.sample(20, 0);
      for (int second = 1; second <= 30; second++) {
        roundTrip.sample(60, second * SECOND);
      }
      assertThat(roundTrip.minimumMs()).isEqualTo(60);
    }
  }

  @Nested
  class AckClocks {
    private final AckClock clock = new AckClock();

    @Test
    void anAnswerCountsOnce() {
      clock.left(7, 1_000_000);
      assertThat(clock.answered(7, 81_000_000)).isEqualTo(80);
      assertThat(clock.answered(7, 90_000_000)).isNegative();
    }

    @Test
    void anAnswerToWhatWasNeverSentIsIgnored() {
      assertThat(clock.answered(3, 1)).isNegative();
      assertThat(clock.answered(-1, 1)).isNegative();
      clock.left(3, 0);
      assertThat(clock.answered(3 + 256, 1)).isNegative();
    }
  }

  @Nested
  class LossWindows {
    private final LossWindow window = new LossWindow();

    @Test
    void aCleanLinkHasTheFloor() {
      for (int i = 0; i < 2_000; i++) {
        window.packet(false);
      }
      assertThat(window.share()).isEqualTo(LossWindow.FLOOR);
    }

    @Test
    void onlyTheLast512PacketsCount() {
      for (int i = 0; i < 512; i++) {
        window.packet(true);
      }
      for (int i = 0; i < 384; i++) {
        window.packet(false);
      }
      assertThat(window.share()).isEqualTo(0.25);
      for (int i = 0; i < 128; i++) {
        window.packet(false);
      }
      assertThat(window.share()).isEqualTo(LossWindow.FLOOR);
    }
  }

  @Nested
  class ReportYields {
    private final ReportYield yield = new ReportYield();

    @Test
    void withoutExperienceBothWaysLoseTheSame() {
      assertThat(yield.reverseLoss(0.1)).isCloseTo(0.1, within(1e-9));
    }

    @Test
    void whatDoesNotComeWasLostOnEitherWay() {
      for (int i = 0; i < 1_000; i++) {
        yield.asked(1);
        if (i % 4 != 0) {
          yield.arrived();
        }
      }
      // three of four come: 0.75 = 0.9 x 0.833
      assertThat(yield.reverseLoss(0.1)).isCloseTo(0.167, within(0.01));
    }

    @Test
    void stayWithinBounds() {
      for (int i = 0; i < 1_000; i++) {
        yield.asked(1);
      }
      assertThat(yield.reverseLoss(0.1)).isEqualTo(0.6);
      for (int i = 0; i < 10_000; i++) {
        yield.arrived();
      }
      assertThat(yield.reverseLoss(0.1)).isEqualTo(LossWindow.FLOOR);
    }
  }

  @Nested
  class Budgets {
    private final RepeatBudget budget = new RepeatBudget();

    @Test
    void extraCopiesEndButSingleOnesGoOn() {
      budget.share(0);
      for (int i = 0; i < 250; i++) {
        budget.spendExtra(1);
      }
      assertThat(budget.extraLeft()).isZero();
      assertThat(budget.exhausted()).isFalse();
    }

    @Test
    void aStormIsCappedAndDiesDown() {
      for (int i = 0; i < 600; i++) {
        budget.spend(1);
      }
      assertThat(budget.exhausted()).isTrue();
      budget.dataPacket();
      assertThat(budget.exhausted()).isFalse();
    }

    @Test
    void theShareSpentIsAnAverage() {
      budget.share(1);
      for (int i = 0; i < 10_000; i++) {
        budget.dataPacket();
        if (i % 5 == 0) {
          budget.spendExtra(1);
        }
      }
      assertThat(budget.spentShare()).isCloseTo(0.2, within(0.01));
    }
  }

  @Nested
  class ReorderHolds {
    private final ReorderHold hold = new ReorderHold();

    @Test
    void waitsALittleLongerThanTheLatestPacketCame() {
      hold.late(8, 3, 120);
      assertThat(hold.ms()).isEqualTo(10);
    }

    @Test
    void neverMoreThanASixthOfTheLatency() {
      hold.late(19, 3, 120);
      assertThat(hold.ms()).isEqualTo(20);
      hold.late(21, 3, 120); // that is no reordering any more
      assertThat(hold.ms()).isEqualTo(20);
      ReorderHold shallow = new ReorderHold();
      shallow.late(9, 1, 60);
      assertThat(shallow.ms()).isEqualTo(10);
    }

    @Test
    void isForgottenInTime() {
      hold.late(8, 3, 120);
      for (int second = 0; second < 120; second++) {
        hold.decay();
      }
      assertThat(hold.ms()).isZero();
    }
  }

  @Nested
  class QueueDelays {
    private final QueueDelay queue = new QueueDelay();

    @Test
    void anIdleLinkHasNone() {
      send(0, 1_000, 40);
      assertThat(queue.queueMs()).isZero();
    }

    @Test
    void growsWithTheFastestPacketOfATick() {
      send(0, 1_000, 40);
      queue.packet(1_000_000, ms(1_000 + 70));
      queue.packet(1_010_000, ms(1_010 + 55));
      queue.tick();
      assertThat(queue.queueMs()).isCloseTo(15, within(0.001));
      assertThat(queue.lastQueueMs()).isCloseTo(15, within(0.001));
    }

    @Test
    void timeStampsWrapUnnoticed() {
      long start = 0xffff_ffffL / 1_000 - 500;
      send(start, start + 1_000, 40);
      assertThat(queue.queueMs()).isZero();
    }

    @Test
    void clocksThatDriftApartAreNoQueue() {
      // 200 parts in a million, for ten minutes: 120 ms in all
      for (int second = 0; second < 600; second++) {
        long at = second * 1_000L;
        queue.packet((int) (at * 1_000), ms(at + 40) + second * 200_000L);
        queue.tick();
        queue.second();
      }
      assertThat(queue.queueMs()).isLessThan(6.5);
    }

    /// One packet each 10 ms, each `delayMs` on its way.
    private void send(long fromMs, long toMs, long delayMs) {
      for (long at = fromMs; at < toMs; at += 10) {
        queue.packet((int) (at * 1_000), ms(at + delayMs));
        if (at % 100 == 0) {
          queue.tick();
        }
      }
      queue.tick();
    }

    private static long ms(long value) {
      return value * 1_000_000L;
    }
  }
}
