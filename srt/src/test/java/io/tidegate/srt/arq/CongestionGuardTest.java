package io.tidegate.srt.arq;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CongestionGuardTest {
  private static final long TICK_NANOS = ArqPolicy.TICK_MS * 1_000_000L;
  private static final int TICKS_OF_A_MINUTE = 600;

  private final CongestionGuard guard = new CongestionGuard();

  private LinkPlan ticks(int count, Link link) {
    LinkPlan plan = guard.plan(link);
    for (int i = 1; i < count; i++) {
      plan = guard.plan(link);
    }
    return plan;
  }

  @Test
  void aQueueThatRisesCutsBelowWhatWasSpent() {
    LinkPlan plan = ticks(2, new SampleLink().queue(12).spent(0.4).link());
    assertThat(plan.congested()).isTrue();
    assertThat(plan.extraShare()).isBetween(0.1, 0.3);
    assertThat(plan.mode()).isEqualTo(LinkPlan.Mode.PLANNED);
    assertThat(plan.everyReportCounts()).isTrue();
  }

  @Test
  void oneTickAboveTheLimitIsNotEnough() {
    for (int i = 0; i < TICKS_OF_A_MINUTE; i++) {
      LinkPlan plan = guard.plan(new SampleLink().queue(i % 2 == 0 ? 50 : 0).spent(0.4).link());
      assertThat(plan.congested()).isFalse();
    }
  }

  @Test
  void aQueueOnTheLimitDoesNoHarm() {
    assertThat(ticks(100, new SampleLink().queue(6).spent(0.4).link()).congested()).isFalse();
    assertThat(ticks(2, new SampleLink().queue(6.001).spent(0.4).link()).congested()).isTrue();
  }

  @Test
  void aLongLatencyAllowsALongerQueue() {
    SampleLink deep = new SampleLink().latency(1_080).spent(0.4);
    assertThat(ticks(100, deep.queue(80).link()).congested()).isFalse();
    assertThat(ticks(2, deep.queue(80.1).link()).congested()).isTrue();
  }

  @Test
  void waitsForTheEffectBeforeItCutsAgain() {
    Link full = new SampleLink().queue(12).rtt(300, 4).latency(350).spent(0.4).link();
    double cut = ticks(2, full).extraShare();
    assertThat(ticks(4, full).extraShare()).isEqualTo(cut);
    Link emptier = new SampleLink().queue(12).rtt(300, 4).latency(350).spent(cut / 2).link();
    assertThat(guard.plan(emptier).extraShare()).isLessThan(cut);
  }

  @Test
  void recoversWhenTheQueueIsEmptyAgain() {
    double cut = ticks(2, new SampleLink().queue(12).spent(0.4).link()).extraShare();
    Link idle = new SampleLink().link();
    assertThat(ticks(10, idle).extraShare()).isGreaterThan(cut);
    LinkPlan recovered = ticks(5 * TICKS_OF_A_MINUTE, idle);
    assertThat(recovered.congested()).isFalse();
    assertThat(recovered.extraShare()).isEqualTo(CongestionGuard.MAX_SHARE);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.001, 0.5, 10})
  void anEndlessQueueLeavesTheLeastShareAndSingleReports(double spent) {
    LinkPlan plan = ticks(TICKS_OF_A_MINUTE, new SampleLink().queue(1e6).spent(spent).link());
    assertThat(plan.extraShare()).isEqualTo(CongestionGuard.MIN_SHARE);
    Link full = new SampleLink().queue(1e6).extraLeft(0).link();
    Decision decision = new DeadlinePolicy().onMissing(SampleLink.miss(120, 0, 0, 0), full);
    assertThat(decision.action()).isEqualTo(Decision.Action.REPORT);
    assertThat(decision.copies()).isEqualTo(1);
  }

  @Test
  void aRoundTripLongerThanTheLatencyIsNoReasonToCut() {
    assertThat(ticks(100, new SampleLink().latency(60).queue(5).spent(0.4).link()).congested())
        .isFalse();
  }

  /// 100 ppm is more than two ordinary crystals differ by.
  @ParameterizedTest
  @ValueSource(doubles = {-100e-6, 100e-6})
  void clocksThatDriftApartLookLikeNoQueue(double drift) {
    QueueDelay queue = new QueueDelay();
    assertNeverCongested(queue, new Random(1), drift, 0);
  }

  @Test
  void jitterAloneIsNoQueue() {
    QueueDelay queue = new QueueDelay();
    assertNeverCongested(queue, new Random(2), 0, 40);
  }

  /// Ten minutes, 380 packets a second.
  private void assertNeverCongested(
      QueueDelay queue, Random random, double drift, double jitterMs) {
    int packetsOfTick = 38;
    for (int tick = 0; tick < 10 * TICKS_OF_A_MINUTE; tick++) {
      for (int packet = 0; packet < packetsOfTick; packet++) {
        long sentNanos = tick * TICK_NANOS + packet * TICK_NANOS / packetsOfTick;
        double delayMs = 40 + random.nextDouble() * jitterMs;
        int timestampMicros = (int) (long) (sentNanos / 1e3 * (1 + drift));
        queue.packet(timestampMicros, sentNanos + (long) (delayMs * 1e6));
      }
      queue.tick();
      if (tick % 10 == 9) {
        queue.second();
      }
      Link link = new SampleLink().queue(queue.queueMs()).spent(0.4).link();
      assertThat(guard.plan(link).congested()).as("tick %d", tick).isFalse();
    }
  }
}
