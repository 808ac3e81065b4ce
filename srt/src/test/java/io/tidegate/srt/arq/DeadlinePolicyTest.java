package io.tidegate.srt.arq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tidegate.srt.arq.Decision.Action;
import io.tidegate.srt.arq.Decision.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeadlinePolicyTest {
  private final DeadlinePolicy policy = new DeadlinePolicy();

  /// The link has 80 ms, so a round is 88 ms, and a report needs 84 ms to be answered in time.
  @ParameterizedTest
  @CsvSource({
    // left, sent, action, copies, spacing, reason
    "83.999999, 0, GIVE_UP, 0, 0, NO_TIME",
    "84, 0, REPORT, 4, 0, LAST_CHANCE",
    "120, 0, REPORT, 4, 9.6, LAST_CHANCE",
    "120, 3, REPORT, 3, 14.4, LAST_CHANCE",
    "120, 5, REPORT, 1, 0, LAST_CHANCE",
    "120, 50, REPORT, 1, 0, LAST_CHANCE",
    "150, 0, REPORT, 4, 15, LAST_CHANCE",
    "171.999999, 0, REPORT, 4, 15, LAST_CHANCE",
    "172, 0, REPORT, 2, 0, FIRST",
    "172, 1, REPORT, 1, 0, REPEAT",
    "182, 0, REPORT, 2, 8, FIRST",
    "259.999999, 0, REPORT, 2, 15, FIRST",
    "260, 0, REPORT, 1, 0, FIRST",
    "100000, 0, REPORT, 1, 0, FIRST",
    "-1, 0, GIVE_UP, 0, 0, NO_TIME"
  })
  void plansByTheTimeThatIsLeft(
      double leftMs, int sent, Action action, int copies, double spacingMs, Reason reason) {
    Decision decision =
        policy.onMissing(
            SampleLink.miss(leftMs, 0, sent, Math.min(1, sent)), new SampleLink().link());
    assertThat(decision.action()).isEqualTo(action);
    assertThat(decision.copies()).isEqualTo(copies);
    assertThat(decision.spacingMs()).isCloseTo(spacingMs, within(0.001));
    assertThat(decision.reason()).isEqualTo(reason);
    assertThat(decision.nextDueMs()).isEqualTo(action == Action.REPORT ? 88 : 0);
  }

  @ParameterizedTest
  @CsvSource({"0, 1", "33, 1", "34, 2", "66, 2", "67, 3", "99, 3", "100, 4", "200, 4"})
  void everybodyGetsFewerCopiesWhenTheBudgetRunsLow(double extraLeft, int copies) {
    Link link = new SampleLink().extraLeft(extraLeft).link();
    assertThat(policy.onMissing(SampleLink.miss(120, 0, 0, 0), link).copies()).isEqualTo(copies);
  }

  @ParameterizedTest
  @CsvSource({"0.005, 2", "0.01, 2", "0.03, 3", "0.1, 4", "0.5, 4", "0.95, 4", "0.999, 4"})
  void copiesGrowWithTheLoss(double loss, int copies) {
    Link link = new SampleLink().loss(loss).link();
    assertThat(policy.onMissing(SampleLink.miss(120, 0, 0, 0), link).copies()).isEqualTo(copies);
  }

  @Test
  void aPacketThatMayOnlyBeOvertakenIsWaitedFor() {
    Link link = new SampleLink().reorder(10).link();
    Decision first = policy.onMissing(SampleLink.miss(120, 0, 0, 0), link);
    assertThat(first).isEqualTo(Decision.hold(10, Reason.REORDER_HOLD));
    Decision early = policy.onMissing(SampleLink.miss(111, 9, 0, 0), link);
    assertThat(early).isEqualTo(Decision.hold(1, Reason.REORDER_HOLD));
    Decision over = policy.onMissing(SampleLink.miss(110, 10, 0, 0), link);
    assertThat(over.reason()).isEqualTo(Reason.LAST_CHANCE);
    Decision later = policy.onMissing(SampleLink.miss(115, 5, 1, 1), link);
    assertThat(later.action()).isEqualTo(Action.REPORT);
  }

  /// Timers fire late; a wait to the very end of the time left would end without a report.
  @ParameterizedTest
  @ValueSource(doubles = {84, 85, 86, 88, 92, 95, 96, 98, 104})
  void theWaitForReorderedPacketsLeavesTimeForAReport(double leftMs) {
    Link link = new SampleLink().latency(120).reorder(20).link();
    double left = leftMs;
    double waited = 0;
    Decision decision = policy.onMissing(SampleLink.miss(left, waited, 0, 0), link);
    for (int i = 0; i < 100 && decision.action() == Action.HOLD; i++) {
      left -= decision.nextDueMs() + 0.7;
      waited += decision.nextDueMs() + 0.7;
      decision = policy.onMissing(SampleLink.miss(left, waited, 0, 0), link);
    }
    assertThat(decision.action()).isEqualTo(Action.REPORT);
  }

  @Test
  void asksAgainSoonWhenTooManyCopiesWereAskedFor() {
    Link link = new SampleLink().exhausted().link();
    assertThat(policy.onMissing(SampleLink.miss(120, 0, 0, 0), link))
        .isEqualTo(Decision.hold(5, Reason.NO_BUDGET));
    assertThat(policy.onMissing(SampleLink.miss(83, 0, 0, 0), link).reason())
        .isEqualTo(Reason.NO_TIME);
  }

  @ParameterizedTest
  @CsvSource({"80, 0, 83", "80, 1, 83", "80, 2, 84", "80, 10, 100", "80, 50, 100", "4, 10, 7"})
  void theMarginOfARoundFollowsTheDeviationWithinBounds(double rttMs, double varMs, double round) {
    Link link = new SampleLink().latency(5_000).rtt(rttMs, varMs).link();
    assertThat(policy.onMissing(SampleLink.miss(5_000, 0, 0, 0), link).nextDueMs())
        .isEqualTo(round);
  }

  @ParameterizedTest
  @CsvSource({
    // left, sent, extra left, action, copies, spacing, reason
    "-0.000001, 0, 200, GIVE_UP, 0, 0, NO_TIME",
    "0, 0, 200, REPORT, 2, 0, LAST_CHANCE",
    "30, 0, 200, REPORT, 2, 10, LAST_CHANCE",
    "79.999999, 0, 200, REPORT, 2, 15, LAST_CHANCE",
    "80, 0, 200, REPORT, 1, 15, REPEAT",
    "160, 0, 200, GIVE_UP, 0, 0, REDUNDANT",
    "30, 5, 200, GIVE_UP, 0, 0, REDUNDANT",
    "30, 0, 0.99, GIVE_UP, 0, 0, NO_BUDGET",
    "30, 0, 33, GIVE_UP, 0, 0, REDUNDANT",
    "30, 0, 34, REPORT, 1, 15, LAST_CHANCE"
  })
  void theSenderAddsCopiesInTheLastRounds(
      double leftMs,
      int sent,
      double extraLeft,
      Action action,
      int copies,
      double spacingMs,
      Reason reason) {
    Link link = new SampleLink().extraLeft(extraLeft).link();
    Decision decision = policy.onReported(SampleLink.miss(leftMs, 0, sent, 0), link);
    assertThat(decision.action()).isEqualTo(action);
    assertThat(decision.copies()).isEqualTo(copies);
    assertThat(decision.spacingMs()).isCloseTo(spacingMs, within(0.001));
    assertThat(decision.reason()).isEqualTo(reason);
  }

  @Test
  void theSenderTellsThatTheLinkIsFull() {
    Link full = new SampleLink().queue(100).spent(0.3).extraLeft(0).link();
    for (int i = 0; i < 3; i++) {
      policy.onTick(full);
    }
    assertThat(policy.onReported(SampleLink.miss(30, 0, 0, 0), full).reason())
        .isEqualTo(Reason.CONGESTED);
  }

  @Test
  void aRoundTripOfNothingDoesNotStopIt() {
    Link link = new SampleLink().rtt(0, 0).link();
    assertThat(policy.onMissing(SampleLink.miss(120, 0, 0, 0), link).nextDueMs()).isEqualTo(3);
    assertThat(policy.onReported(SampleLink.miss(120, 0, 0, 0), link).reason())
        .isEqualTo(Reason.REDUNDANT);
  }
}
