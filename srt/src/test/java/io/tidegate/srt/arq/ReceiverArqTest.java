package io.tidegate.srt.arq;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.SerialNumber;
import io.tidegate.srt.arq.DecisionRecord.Event;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReceiverArqTest {
  private static final long MS = 1_000_000;
  private static final int MAX_SEQUENCE = 0x7fff_ffff;
  private static final double RTT_MS = 20;
  private static final int LATENCY_MS = 120;

  private final DecisionLog log = new DecisionLog();
  private final List<Integer> reported = new ArrayList<>();
  private long nowNanos = 1_000 * MS;
  private ReceiverArq arq = engine(new DeadlinePolicy());

  private ReceiverArq engine(ArqPolicy policy) {
    ReceiverArq engine = new ReceiverArq(policy, this::report, log, nowNanos);
    engine.agreed(LATENCY_MS);
    engine.ack(1, 0, 0, nowNanos - (long) (RTT_MS * MS));
    engine.ackAck(1, nowNanos);
    return engine;
  }

  private void report(int[] sequences, int count) {
    for (int i = 0; i < count; i++) {
      assertThat(sequences[i]).isNotNegative();
      assertThat(i == 0 || SerialNumber.SRT.distance(sequences[i - 1], sequences[i]) >= 0).isTrue();
      reported.add(sequences[i]);
    }
  }

  private void data(int sequence) {
    arq.data(sequence, false, (int) (nowNanos / 1_000), nowNanos);
  }

  private void copy(int sequence) {
    arq.data(sequence, true, (int) (nowNanos / 1_000), nowNanos);
  }

  private void after(double ms) {
    long end = nowNanos + (long) (ms * MS);
    while (arq.nextDueNanos() - end <= 0) {
      nowNanos = arq.nextDueNanos() - nowNanos > 0 ? arq.nextDueNanos() : nowNanos + 1;
      arq.poll(nowNanos);
    }
    nowNanos = end;
    arq.poll(nowNanos);
  }

  private List<Event> outcomes() {
    return log.since(0, 10_000).stream()
        .map(DecisionRecord::event)
        .filter(event -> event == Event.RECOVERED || event == Event.LOST)
        .toList();
  }

  @Test
  void reportsAGapAtOnce() {
    data(10);
    data(13);
    assertThat(arq.nextDueNanos()).isGreaterThan(nowNanos);
    arq.poll(nowNanos);
    assertThat(reported).containsExactly(11, 12);
    assertThat(arq.view().lostPackets()).isEqualTo(2);
    assertThat(arq.view().reportPackets()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "2147483645, 0, '2147483646,2147483647'",
    "2147483646, 1, '2147483647,0'",
    "2147483647, 1, '0'",
    "2147483647, 0, ''"
  })
  void sequenceNumbersWrap(int before, int behind, String missing) {
    data(before);
    data(behind);
    arq.poll(nowNanos);
    assertThat(String.join(",", reported.stream().map(String::valueOf).toList()))
        .isEqualTo(missing);
    for (int sequence : List.copyOf(reported)) {
      copy(sequence);
    }
    assertThat(arq.view().recoveredPackets()).isEqualTo(reported.size());
    assertThat(arq.view().duplicatePackets()).isZero();
  }

  @Test
  void aGapTooLongIsCountedOnly() {
    data(0);
    data(ReceiverArq.MAX_GAP + 2);
    arq.poll(nowNanos);
    assertThat(reported).isEmpty();
    assertThat(arq.view().untrackedPackets()).isEqualTo(ReceiverArq.MAX_GAP + 1);
    assertThat(arq.view().lostPackets()).isEqualTo(ReceiverArq.MAX_GAP + 1);
  }

  @Test
  void theLongestGapIsReportedInSeveralPackets() {
    arq = engine(FixedPolicy.answering(Decision.report(1, 0, 500, Decision.Reason.FIRST)));
    data(MAX_SEQUENCE - 100);
    data(SerialNumber.SRT.plus(MAX_SEQUENCE - 100, ReceiverArq.MAX_GAP + 1));
    arq.poll(nowNanos);
    assertThat(reported).hasSize(ReceiverArq.MAX_GAP).doesNotHaveDuplicates();
    assertThat(arq.view().untrackedPackets()).isZero();
    assertThat(arq.view().reportPackets()).isEqualTo(ReceiverArq.MAX_GAP / 512);
  }

  @Test
  void noMoreThanTheLimitIsWaitedFor() {
    data(0);
    data(ReceiverArq.MAX_GAP + 1);
    data(2 * ReceiverArq.MAX_GAP + 2);
    assertThat(arq.view().untrackedPackets()).isZero();
    data(2 * ReceiverArq.MAX_GAP + 4);
    assertThat(arq.view().untrackedPackets()).isEqualTo(1);
    after(LATENCY_MS + 1);
    assertThat(arq.view().unrecoveredPackets()).isEqualTo(ReceiverArq.MAX_MISSING);
    data(2 * ReceiverArq.MAX_GAP + 6);
    assertThat(arq.view().untrackedPackets()).isEqualTo(1);
  }

  /// What has come is forgotten by the queue of alarms only when its alarm goes off.
  @Test
  void alarmsOfPacketsThatCameCountTowardsTheLimit() {
    data(0);
    int highest = 0;
    for (int round = 0; round < 10; round++) {
      int first = highest + 1;
      highest += ReceiverArq.MAX_GAP + 1;
      data(highest);
      for (int i = first; i < highest; i++) {
        data(i);
      }
    }
    assertThat(arq.view().recoveredPackets()).isEqualTo(ReceiverArq.MAX_MISSING);
  }

  @Test
  void theOutcomeOfEachLossIsInTheLog() {
    data(1);
    data(4);
    after(RTT_MS);
    copy(2);
    after(LATENCY_MS);
    List<DecisionRecord> records = log.since(0, 1_000);
    DecisionRecord recovered =
        records.stream().filter(r -> r.event() == Event.RECOVERED).findFirst().orElseThrow();
    assertThat(recovered.sequence()).isEqualTo(2);
    assertThat(recovered.slackMs()).isEqualTo(RTT_MS);
    assertThat(recovered.round()).isEqualTo(1);
    assertThat(recovered.copies()).isEqualTo(1);
    assertThat(recovered.reason()).isEqualTo(Decision.Reason.FIRST);
    DecisionRecord lost = records.getLast();
    assertThat(lost.event()).isEqualTo(Event.LOST);
    assertThat(lost.sequence()).isEqualTo(3);
    assertThat(lost.reason()).isEqualTo(Decision.Reason.NO_TIME);
    assertThat(lost.copies()).isGreaterThan(2);
    assertThat(arq.view().unrecoveredPackets()).isEqualTo(1);
  }

  @Test
  void aPacketAfterItsDeadlineIsLost() {
    arq = engine(FixedPolicy.answering(Decision.report(1, 0, 1_000, Decision.Reason.FIRST)));
    data(1);
    data(3);
    nowNanos += LATENCY_MS * MS + 1;
    copy(2);
    arq.poll(nowNanos);
    assertThat(outcomes()).containsExactly(Event.LOST);
    assertThat(arq.view().recoveredPackets()).isZero();
    assertThat(arq.view().unrecoveredPackets()).isEqualTo(1);
    assertThat(arq.view().duplicatePackets()).isEqualTo(1);
    DecisionRecord late = log.since(0, 100).getLast();
    assertThat(late.event()).isEqualTo(Event.LATE);
    assertThat(late.sequence()).isEqualTo(2);
    assertThat(late.slackMs()).isBetween(0.0, 0.001);
    copy(2);
    assertThat(log.since(0, 100).getLast()).as("told once").isEqualTo(late);
  }

  @Test
  void ofTheLostTheLastAreRemembered() {
    arq = engine(FixedPolicy.answering(Decision.report(1, 0, 1_000, Decision.Reason.FIRST)));
    data(1);
    data(2 + ClosedBooks.MOST + 1);
    after(LATENCY_MS + 1);
    for (int sequence = 2; sequence <= ClosedBooks.MOST + 2; sequence++) {
      copy(sequence);
    }
    assertThat(log.since(0, 9_000))
        .filteredOn(one -> one.event() == Event.LATE)
        .hasSize(ClosedBooks.MOST);
  }

  @Test
  void aPacketAtItsDeadlineIsInTime() {
    data(1);
    data(3);
    nowNanos += LATENCY_MS * MS;
    copy(2);
    assertThat(outcomes()).containsExactly(Event.RECOVERED);
  }

  @Test
  void duplicatesAreCounted() {
    data(5);
    data(5);
    data(4);
    data(7);
    copy(6);
    copy(6);
    assertThat(arq.view().duplicatePackets()).isEqualTo(3);
    assertThat(arq.view().recoveredPackets()).isEqualTo(1);
    assertThat(arq.view().dataPackets()).isEqualTo(6);
  }

  @Test
  void aCopyCanBeTheFirstPacket() {
    copy(7);
    data(9);
    arq.poll(nowNanos);
    assertThat(reported).containsExactly(8);
  }

  /// The queue is measured by time stamps; their wrap must not look like one.
  @Test
  void timeStampsWrap() {
    long stampMicros = (1L << 32) - 500_000;
    for (int i = 0; i < 100; i++) {
      arq.data(2 * i, false, (int) stampMicros, nowNanos);
      after(10);
      stampMicros += 10_000;
      assertThat(arq.view().link().queueMs()).isLessThan(0.1);
    }
    assertThat(log.since(0, 1).getFirst().slackMs()).isEqualTo(LATENCY_MS - RTT_MS);
    assertThat(arq.view().reasons()).containsKey(Decision.Reason.FIRST);
  }

  @Test
  void aQueueTakesFromTheTime() {
    arq.data(1, false, 0, nowNanos);
    nowNanos += 10 * MS;
    arq.data(2, false, 10_000, nowNanos);
    nowNanos += 40 * MS;
    arq.data(4, false, 20_000, nowNanos);
    assertThat(log.since(0, 1).getFirst().slackMs()).isEqualTo(LATENCY_MS - 30 - RTT_MS);
  }

  @Test
  void anOvertakenPacketTeachesToWait() {
    data(1);
    data(3);
    after(4);
    data(2);
    assertThat(arq.view().link().reorderMs()).isEqualTo(5);
    reported.clear();
    data(5);
    after(4.9);
    assertThat(reported).isEmpty();
    after(0.2);
    assertThat(reported).containsExactly(4);
  }

  @Test
  void forwardsReportsOnlyWhenThePlanSaysSo() {
    assertThat(arq.forwardsReports()).isFalse();
    assertThat(arq.view().heldBackReports()).isEqualTo(1);
    assertThat(arq.ack(2, 80_000, 4_000, nowNanos)).isEqualTo(20_001);
    assertThat(arq.ack(3, 80_000, 40_000, nowNanos)).isEqualTo(40_000);
    arq = engine(new StockPolicy());
    assertThat(arq.forwardsReports()).isTrue();
    assertThat(arq.view().heldBackReports()).isZero();
    assertThat(arq.ack(2, 80_000, 4_000, nowNanos)).isEqualTo(4_000);
  }

  @Test
  void stockCountsAndStaysSilent() {
    arq = engine(new StockPolicy());
    data(1);
    data(4);
    after(10);
    copy(2);
    after(LATENCY_MS);
    assertThat(reported).isEmpty();
    assertThat(outcomes()).containsExactly(Event.RECOVERED, Event.LOST);
    assertThat(arq.view().lostPackets()).isEqualTo(2);
  }

  @Test
  void nextDueIsTheNearestAlarm() {
    assertThat(arq.nextDueNanos()).isEqualTo(nowNanos + 100 * MS);
    data(1);
    data(3);
    assertThat(arq.nextDueNanos()).isEqualTo(nowNanos + 25 * MS);
    after(RTT_MS);
    copy(2);
    after(10);
    assertThat(arq.nextDueNanos()).isEqualTo(nowNanos + 70 * MS);
  }

  @Test
  void theClockMayWrap() {
    nowNanos = Long.MAX_VALUE - 50 * MS;
    arq = engine(new StockPolicy());
    data(1);
    data(3);
    after(100);
    assertThat(outcomes()).isEmpty();
    copy(2);
    assertThat(outcomes()).containsExactly(Event.RECOVERED);
  }

  /// A loss estimate of everything must not spoil the figures that come from it.
  @ParameterizedTest
  @ValueSource(ints = {511, 512, 600, 8_192})
  void anOutageLeavesTheEstimatesNumbers(int packets) {
    data(0);
    data(packets + 1);
    after(LATENCY_MS);
    for (int i = 2; i < 3_000; i++) {
      data(packets + i);
      after(1);
    }
    Link link = arq.view().link();
    assertThat(link.lossReverse()).isBetween(0.0, 1.0);
    assertThat(link.extraLeft()).isBetween(0.0, RepeatBudget.BURST);
    assertThat(link.extraShare()).isBetween(0.0, 1.0);
    assertThat(arq.view().plan().extraShare()).isBetween(0.0, 1.0);
  }

  @ParameterizedTest
  @CsvSource({
    "REPORT, 2147483647, 0, 0",
    "REPORT, 1, 0, 0",
    "REPORT, 1, NaN, NaN",
    "REPORT, 5, -1e300, -1e300",
    "REPORT, 5, 1e300, 1e300",
    "REPORT, -7, 1, 1",
    "HOLD, 0, 0, 0",
    "HOLD, -1, 0, NaN",
    "HOLD, 0, 0, 1e300",
    "GIVE_UP, -5, 0, -1"
  })
  @Timeout(60)
  void aPolicyThatAnswersNonsenseDoesNoHarm(
      Decision.Action action, int copies, double spacingMs, double nextDueMs) {
    Decision nonsense = new Decision(action, copies, spacingMs, nextDueMs, Decision.Reason.FIRST);
    arq =
        engine(
            new FixedPolicy(
                nonsense, new LinkPlan(LinkPlan.Mode.PLANNED, true, Double.NaN, false)));
    data(1);
    data(4);
    for (int ms = 0; ms <= LATENCY_MS + 1; ms++) {
      nowNanos += MS;
      arq.poll(nowNanos);
    }
    assertThat(outcomes()).containsExactly(Event.LOST, Event.LOST);
    assertThat(reported.size()).isLessThan(20_000);
    assertThat(arq.view().link().extraLeft()).isBetween(0.0, RepeatBudget.BURST);
    assertThat(log.since(0, 10_000)).allMatch(record -> record.copies() <= 255);
    assertThat(arq.nextDueNanos()).isBetween(nowNanos, nowNanos + 100 * MS);
  }

  @Test
  void aForgedAnswerToAnAckThatNeverLeftIsIgnored() {
    for (int number : new int[] {0, -1, 2, MAX_SEQUENCE, Integer.MIN_VALUE}) {
      arq.ackAck(number, nowNanos);
    }
    assertThat(arq.view().link().rttMs()).isEqualTo(RTT_MS);
  }

  /// Every third packet is lost, and so is every third copy.
  @Test
  void anHourOfHeavyLossStaysWithinBounds() {
    Random random = new Random(7);
    int packets = (int) Duration.ofHours(1).toMillis() / 10;
    data(0);
    for (int i = 1; i <= packets; i++) {
      after(10);
      for (int sequence : List.copyOf(reported)) {
        if (random.nextDouble() > 0.3) {
          copy(sequence);
        }
      }
      reported.clear();
      if (random.nextDouble() > 0.3) {
        data(i);
      }
      LinkView view = arq.view();
      long waitedFor = view.lostPackets() - view.recoveredPackets() - view.unrecoveredPackets();
      assertThat(waitedFor).isBetween(0L, 40L);
    }
    LinkView view = arq.view();
    assertThat(view.lostPackets()).isGreaterThan(packets / 4);
    assertThat(view.untrackedPackets()).isZero();
    assertThat(view.link().lossForward()).isBetween(0.2, 0.4);
    assertThat(view.unrecoveredPackets()).isLessThan(packets / 100);
  }
}
