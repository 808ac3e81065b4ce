package io.tidegate.srt.arq;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.SerialNumber;
import io.tidegate.srt.arq.DecisionRecord.Event;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SenderArqTest {
  private static final long MS = 1_000_000;
  private static final int MAX_SEQUENCE = 0x7fff_ffff;
  private static final int RTT_MICROS = 20_000;

  private final DecisionLog log = new DecisionLog();
  private final List<Integer> resent = new ArrayList<>();
  private long nowNanos = 1_000 * MS;
  private SenderArq arq = engine(twoCopies());

  private static ArqPolicy twoCopies() {
    return FixedPolicy.answering(Decision.report(2, 5, 0, Decision.Reason.REPEAT));
  }

  private SenderArq engine(ArqPolicy policy) {
    SenderArq engine = new SenderArq(policy, resent::add, log, nowNanos);
    engine.agreed(120);
    engine.ack(0, RTT_MICROS, 1_000, nowNanos);
    return engine;
  }

  private void after(double ms) {
    nowNanos += (long) (ms * MS);
    arq.poll(nowNanos);
  }

  private void send(int first, int count) {
    for (int i = 0; i < count; i++) {
      arq.data(SerialNumber.SRT.plus(first, i), false, nowNanos);
    }
  }

  @Test
  void copiesFollowTheReportByTheirSpacing() {
    send(5, 3);
    after(30);
    arq.reported(6, 6, nowNanos);
    assertThat(arq.nextDueNanos()).isEqualTo(nowNanos + 5 * MS);
    after(4.9);
    assertThat(resent).isEmpty();
    after(0.1);
    assertThat(resent).containsExactly(6);
    after(5);
    assertThat(resent).containsExactly(6, 6);
    assertThat(arq.view().lostPackets()).isEqualTo(1);
    assertThat(arq.view().reports()).isEqualTo(2);
    DecisionRecord record = log.since(0, 10).getFirst();
    assertThat(record.event()).isEqualTo(Event.REPORTED);
    assertThat(record.copies()).isEqualTo(2);
    assertThat(record.slackMs()).isEqualTo(90);
  }

  @Test
  void reportsOfOneRoundAreOne() {
    send(5, 3);
    arq.reported(5, 5, nowNanos);
    after(17.9);
    arq.reported(5, 5, nowNanos);
    assertThat(log.position()).isEqualTo(1);
    after(0.1);
    arq.reported(5, 5, nowNanos);
    assertThat(log.position()).isEqualTo(2);
    assertThat(log.since(1, 1).getFirst().round()).isEqualTo(1);
    assertThat(arq.view().lostPackets()).isEqualTo(1);
  }

  @Test
  void sequenceNumbersWrap() {
    send(MAX_SEQUENCE - 1, 4);
    arq.reported(MAX_SEQUENCE, 0, nowNanos);
    after(20);
    assertThat(resent).containsExactlyInAnyOrder(MAX_SEQUENCE, MAX_SEQUENCE, 0, 0);
  }

  @ParameterizedTest
  @CsvSource({
    "7, 4", // backwards
    "8, 8", // not sent yet
    "4, 4", // before the first
    "2000000000, 2000000010",
    "0, 1073741824", // exactly half the range counts as backwards
  })
  void rangesThatNamePacketsNeverSentAreIgnored(int first, int last) {
    send(5, 3);
    arq.reported(first, last, nowNanos);
    after(50);
    assertThat(resent).isEmpty();
    assertThat(arq.view().lostPackets()).isZero();
  }

  @ParameterizedTest
  @CsvSource({"0, 1073741823", "5, 1000000", "2147483000, 800", "-1, -1", "-5, 2147483647"})
  @Timeout(60)
  void hugeRangesCostNoMoreThanWhatWasSent(int first, int last) {
    send(5, 3);
    arq.reported(first, last, nowNanos);
    after(50);
    assertThat(resent.size()).isLessThanOrEqualTo(6);
  }

  @Test
  void packetsSentTooLongAgoAreForgotten() {
    send(0, SenderArq.REMEMBERED + 1);
    arq.reported(0, 0, nowNanos);
    assertThat(log.position()).isZero();
    arq.reported(1, 1, nowNanos);
    assertThat(log.position()).isEqualTo(1);
  }

  @Test
  void copiesOfPacketsForgottenMeanwhileDoNotLeave() {
    send(0, 1);
    arq.reported(0, 0, nowNanos);
    send(1, SenderArq.REMEMBERED);
    after(50);
    assertThat(resent).isEmpty();
  }

  @Test
  void anAckThatStaysBehindIsAReport() {
    send(5, 3);
    after(34);
    arq.ack(6, RTT_MICROS, 1_000, nowNanos);
    assertThat(log.position()).isZero();
    after(0.1);
    arq.ack(6, RTT_MICROS, 1_000, nowNanos);
    after(0);
    assertThat(resent).containsExactly(6); // libsrt sends none by itself
    after(10);
    assertThat(resent).containsExactly(6, 6, 6);
  }

  @Test
  void anAckOfEverythingReportsNothing() {
    send(5, 3);
    after(1_000);
    arq.ack(8, RTT_MICROS, 1_000, nowNanos);
    arq.ack(-1, RTT_MICROS, 1_000, nowNanos);
    assertThat(log.position()).isZero();
  }

  /// libsrt's own mark for "no number" must not match what was never sent.
  @Test
  void anAckOfNoPacketReportsNothing() {
    nowNanos = 0;
    arq = engine(twoCopies());
    after(117);
    arq.ack(-1, RTT_MICROS, 1_000, nowNanos);
    after(50);
    assertThat(log.position()).isZero();
    assertThat(resent).isEmpty();
  }

  @Test
  void aPacketOutOfTimeIsNotSentAgainByAnAck() {
    arq = engine(new DeadlinePolicy());
    send(5, 3);
    after(121);
    arq.ack(5, RTT_MICROS, 1_000, nowNanos);
    after(50);
    assertThat(resent).isEmpty();
    assertThat(log.since(0, 1).getFirst().reason()).isEqualTo(Decision.Reason.NO_TIME);
  }

  @Test
  void retransmissionsDoNotCountAsSent() {
    send(5, 3);
    arq.data(6, true, nowNanos + 100 * MS);
    arq.data(4, false, nowNanos);
    arq.data(7, false, nowNanos);
    arq.reported(4, 4, nowNanos);
    assertThat(log.position()).isZero();
    assertThat(arq.view().dataPackets()).isEqualTo(6);
  }

  @Test
  void stockCountsAndAddsNothing() {
    arq = engine(new StockPolicy());
    send(5, 3);
    arq.reported(5, 6, nowNanos);
    arq.reported(5, 6, nowNanos);
    after(50);
    assertThat(resent).isEmpty();
    assertThat(log.position()).isZero();
    assertThat(arq.view().lostPackets()).isEqualTo(2);
  }

  /// A peer may tell any round trip, and report as often as it likes.
  @ParameterizedTest
  @ValueSource(ints = {0, 1, -1, Integer.MIN_VALUE, Integer.MAX_VALUE})
  void aFloodOfReportsLeavesTheLogReadable(int rttMicros) {
    arq = engine(new DeadlinePolicy());
    send(5, 3);
    for (int i = 0; i < 1_000; i++) {
      arq.ack(5, rttMicros, rttMicros, nowNanos);
      arq.reported(6, 6, nowNanos);
      after(0.01);
    }
    assertThat(log.since(0, 10_000))
        .allMatch(record -> record.sequence() == 5 || record.sequence() == 6)
        .allMatch(record -> record.round() >= 0 && record.round() <= Byte.MAX_VALUE);
    Link link = arq.view().link();
    assertThat(link.rttMs()).isNotNegative();
    assertThat(link.queueMs()).isNotNegative();
    assertThat(arq.view().lostPackets()).isLessThanOrEqualTo(2);
  }

  /// An ACK costs the peer 44 bytes; each answer is a packet of data.
  @Test
  void aFloodOfAcksIsAnsweredWithinTheBudget() {
    arq = engine(FixedPolicy.answering(Decision.giveUp(Decision.Reason.REDUNDANT)));
    send(0, 4_000);
    after(40);
    for (int i = 0; i < 4_000; i++) {
      arq.ack(i, RTT_MICROS, 1_000, nowNanos);
    }
    after(1);
    assertThat(resent.size()).isLessThanOrEqualTo(501);
  }

  @ParameterizedTest
  @CsvSource({
    "2147483647, 0",
    "2147483647, NaN",
    "5, -1e300",
    "5, 1e300",
    "-5, 1",
    "0, 0",
  })
  @Timeout(60)
  void aPolicyThatAnswersNonsenseDoesNoHarm(int copies, double spacingMs) {
    arq =
        engine(
            FixedPolicy.answering(
                new Decision(
                    Decision.Action.REPORT, copies, spacingMs, 0, Decision.Reason.REPEAT)));
    send(0, 10);
    arq.reported(0, 9, nowNanos);
    after(121);
    assertThat(resent.size()).isLessThanOrEqualTo(10 * 16);
    assertThat(arq.nextDueNanos()).isBetween(nowNanos, nowNanos + 100 * MS);
    assertThat(log.since(0, 100)).hasSize(10);
  }
}
