package io.tidegate.udp.packet;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tidegate.media.Bytes;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RtpOrderTest {
  private static final long SSRC = 0xFFFF_FFFFL;

  private final List<Integer> out = new ArrayList<>();
  private final RtpOrder order = new RtpOrder(payload -> out.add(payload.u16(0)));
  private long now = -10; // the clock may be negative, and pass zero

  @Test
  void whatComesInOrderGoesOnAtOnceAcrossTheWrap() {
    offer(65_534, 65_535, 0, 1);
    assertEquals(List.of(65_534, 65_535, 0, 1), out);
    assertEquals(0, order.lost());
  }

  @Test
  void swappedPacketsAreSetRight() {
    offer(1, 3, 2, 4);
    assertEquals(List.of(1, 2, 3, 4), out);
    assertEquals(0, order.lost());
    assertEquals(0, order.late());
  }

  @Test
  void oneThatIsMissingIsGivenUpAfterTheWait() {
    offer(1, 3);
    now += RtpOrder.MAX_WAIT_NANOS - 1;
    order.expire(now);
    assertEquals(List.of(1), out);
    now++;
    order.expire(now);
    assertEquals(List.of(1, 3), out);
    assertEquals(1, order.lost());
    offer(2);
    assertEquals(1, order.late());
    assertEquals(List.of(1, 3), out);
  }

  @Test
  void aFullWindowWaitsNoLonger() {
    offer(0);
    for (int i = 2; i <= RtpOrder.WINDOW; i++) {
      offer(i);
    }
    assertEquals(List.of(0), out);
    offer(RtpOrder.WINDOW + 1);
    assertEquals(RtpOrder.WINDOW + 1, out.size());
    assertEquals(1, order.lost());
  }

  @Test
  void duplicatesGoOnOnce() {
    offer(1, 2, 2, 4, 4, 3);
    assertEquals(List.of(1, 2, 3, 4), out);
    assertEquals(1, order.late());
  }

  @Test
  void anotherSourceBeginsAnewAndNothingIsLost() {
    offer(1, 3);
    order.offer(packet(700, 5), now);
    assertEquals(List.of(1, 3, 700), out);
    assertEquals(1, order.lost()); // the one between 1 and 3
    assertEquals(1, order.restarts());
  }

  @Test
  void aStrayFromFarAwayIsDroppedAndTwoInARowAreANewBeginning() {
    offer(10);
    offer(10 + RtpOrder.MAX_DROPOUT + 2);
    offer(11);
    assertEquals(List.of(10, 11), out);
    offer(40_000, 40_001, 40_002);
    assertEquals(List.of(10, 11, 40_001, 40_002), out);
    assertEquals(1, order.restarts());
  }

  @Test
  void aGapOnTheLimitIsAGap() {
    offer(0);
    offer(1 + RtpOrder.MAX_DROPOUT);
    now += RtpOrder.MAX_WAIT_NANOS;
    order.expire(now);
    assertEquals(List.of(0, 1 + RtpOrder.MAX_DROPOUT), out);
    assertEquals(RtpOrder.MAX_DROPOUT, order.lost());
    offer(2 + RtpOrder.MAX_DROPOUT - RtpOrder.MAX_MISORDER);
    assertEquals(1, order.late());
    assertEquals(0, order.restarts());
  }

  private void offer(int... numbers) {
    for (int number : numbers) {
      order.offer(packet(number, SSRC), now);
    }
  }

  private static RtpPacket packet(int number, long ssrc) {
    return new RtpPacket(RtpPacket.MP2T, number, 0, ssrc, Bytes.of(number >> 8, number));
  }
}
