package io.tidegate.rtsp.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.Bytes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReorderBufferTest {
  private static final Duration WAIT = Duration.ofMillis(100);

  private final List<ReorderBuffer.Delivery> delivered = new ArrayList<>();
  private final ReorderBuffer buffer = new ReorderBuffer(WAIT, delivered::add);

  @Test
  void packetsInOrderGoOnAtOnceOverTheWrap() {
    for (int number : List.of(65_534, 65_535, 0, 1)) {
      offer(number, 0);
    }

    assertThat(numbers()).containsExactly(65_534, 65_535, 0, 1);
    assertThat(buffer.lost()).isZero();
  }

  @Test
  void packetsOutOfOrderArePutInOrderOverTheWrap() {
    for (int number : List.of(65_534, 1, 0, 65_535, 2)) {
      offer(number, 0);
    }

    assertThat(numbers()).containsExactly(65_534, 65_535, 0, 1, 2);
    assertThat(buffer.reordered()).isEqualTo(2);
    assertThat(buffer.lost()).isZero();
  }

  @Test
  void aMissingPacketIsWaitedForAndThenGivenUp() {
    offer(1, 0);
    offer(3, 10);
    offer(4, 20);
    buffer.expire(10 + WAIT.toNanos() - 1);
    assertThat(numbers()).containsExactly(1);
    assertThat(missing()).containsExactly(2);

    buffer.expire(10 + WAIT.toNanos());

    assertThat(numbers()).containsExactly(1, 3, 4);
    assertThat(delivered.get(1).lostBefore()).isEqualTo(1);
    assertThat(delivered.get(2).lostBefore()).isZero();
    assertThat(buffer.lost()).isEqualTo(1);
    offer(2, 10 + WAIT.toNanos());
    assertThat(buffer.late()).isEqualTo(1);
    assertThat(numbers()).containsExactly(1, 3, 4);
  }

  @Test
  void aPacketThatComesTwiceGoesOnOnce() {
    offer(1, 0);
    offer(3, 0);
    offer(3, 0);
    offer(2, 0);
    offer(2, 0);

    assertThat(numbers()).containsExactly(1, 2, 3);
    assertThat(buffer.duplicates()).isEqualTo(1);
    assertThat(buffer.late()).isEqualTo(1);
  }

  @Test
  void aFullBufferGivesUpTheOldestAndKeepsWhatIsHere() {
    offer(0, 0);
    IntStream.rangeClosed(2, ReorderBuffer.CAPACITY).forEach(number -> offer(number, 0));
    assertThat(numbers()).containsExactly(0);

    offer(ReorderBuffer.CAPACITY + 1, 0);

    assertThat(delivered).hasSize(1 + ReorderBuffer.CAPACITY);
    assertThat(delivered.get(1).lostBefore()).isEqualTo(1);
    assertThat(buffer.lost()).isEqualTo(1);
  }

  @Test
  void aGapUpToTheLimitIsLossAndAGreaterOneIsANewSequence() {
    offer(0, 0);
    offer(ReorderBuffer.MAX_DROPOUT + 1, 0);
    buffer.expire(WAIT.toNanos());
    assertThat(buffer.lost()).isEqualTo(ReorderBuffer.MAX_DROPOUT);

    offer(10_000, 0);
    assertThat(delivered).hasSize(2);
    offer(10_001, 0);

    assertThat(numbers()).endsWith(10_000, 10_001);
    assertThat(delivered.get(2).restarted()).isTrue();
    assertThat(delivered.get(3).restarted()).isFalse();
    assertThat(buffer.lost()).isEqualTo(ReorderBuffer.MAX_DROPOUT);
  }

  @Test
  void aStrayPacketChangesNothing() {
    offer(1, 0);
    offer(40_000, 0);
    offer(2, 0);
    offer(30_000, 0);
    offer(3, 0);

    assertThat(numbers()).containsExactly(1, 2, 3);
  }

  @Test
  void anOldPacketIsLateUpToTheLimit() {
    offer(2_000, 0);
    offer(2_001 - ReorderBuffer.MAX_MISORDER, 0);
    assertThat(buffer.late()).isEqualTo(1);

    offer(2_001 - ReorderBuffer.MAX_MISORDER - 1, 0);
    assertThat(buffer.late()).isEqualTo(1);
  }

  @Test
  void withoutWaitingEveryGapIsLoss() {
    ReorderBuffer reliable = new ReorderBuffer(Duration.ZERO, delivered::add);
    reliable.offer(packet(5), 0);
    reliable.offer(packet(7), 0);
    reliable.offer(packet(30_000), 0);

    assertThat(numbers()).containsExactly(5, 7, 30_000);
    assertThat(delivered.get(1).lostBefore()).isEqualTo(1);
    assertThat(delivered.get(2).restarted()).isTrue();
  }

  @Test
  void flushingHandsOutWhatIsLeft() {
    offer(1, 0);
    offer(3, 0);
    buffer.flush();

    assertThat(numbers()).containsExactly(1, 3);
    assertThat(buffer.isWaiting()).isFalse();
  }

  private void offer(int number, long nowNanos) {
    buffer.offer(packet(number), nowNanos);
  }

  private static RtpPacket packet(int number) {
    return new RtpPacket(false, 96, number, 0, 1, Bytes.EMPTY);
  }

  private List<Integer> numbers() {
    return delivered.stream().map(delivery -> delivery.packet().sequenceNumber()).toList();
  }

  private List<Integer> missing() {
    List<Integer> missing = new ArrayList<>();
    buffer.missing(missing::add);
    return missing;
  }
}
