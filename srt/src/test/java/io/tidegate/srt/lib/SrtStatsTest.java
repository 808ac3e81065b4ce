package io.tidegate.srt.lib;

import static io.tidegate.media.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tidegate.media.Bytes;
import org.junit.jupiter.api.Test;

/// Places in the structure, held against connections whose numbers are known.
final class SrtStatsTest {
  /// IP, UDP and SRT headers, which libsrt counts.
  private static final int HEADER_BYTES = 44;

  private static final int MESSAGES = 200;

  /// So many at once fit the smallest buffer on the way, whoever is slow to read it.
  private static final int AT_ONCE = 20;

  @Test
  void countsWhatWasSentAndReceived() throws Exception {
    SrtSettings profile =
        SrtSettings.builder()
            .set(SrtOption.RCVLATENCY, 150)
            .set(SrtOption.LOSSMAXTTL, 23)
            .set(SrtOption.FC, 12_345)
            .build();
    try (TestListener listener = TestListener.open(_ -> new ListenHook.Verdict.Accept(profile));
        TestPeer peer = TestPeer.connected(listener.address(), "x");
        SrtSocket receiver = listener.accepted()) {
      for (int sent = AT_ONCE; sent <= MESSAGES; sent += AT_ONCE) {
        peer.send(Bytes.wrap(new byte[AT_ONCE * TestPeer.MESSAGE_BYTES]));
        int all = sent;
        await()
            .until(() ->
                receiver.statistics(false).count(SrtStat.UNIQUE_RECEIVED_TOTAL) == all
                    && peer.socket().statistics(false).count(SrtStat.SEND_BUFFER) == 0);
      }
      SrtStats received = receiver.statistics(true);
      SrtStats sent = peer.socket().statistics(true);
      long bytes = MESSAGES * (TestPeer.MESSAGE_BYTES + HEADER_BYTES);
      assertEquals(bytes, received.count(SrtStat.BYTES_UNIQUE_RECEIVED_TOTAL));
      assertEquals(bytes, received.count(SrtStat.BYTES_UNIQUE_RECEIVED));
      assertEquals(MESSAGES, received.count(SrtStat.UNIQUE_RECEIVED));
      assertEquals(MESSAGES, received.count(SrtStat.PACKETS_RECEIVED));
      assertEquals(150, received.count(SrtStat.RECEIVE_LATENCY));
      assertEquals(150, sent.count(SrtStat.SEND_LATENCY));
      assertEquals(1_500, received.count(SrtStat.MSS));
      assertThat(sent.count(SrtStat.FLOW_WINDOW)).isBetween(1_000L, 12_345L);
      assertEquals(MESSAGES, sent.count(SrtStat.UNIQUE_SENT_TOTAL));
      assertEquals(bytes, sent.count(SrtStat.BYTES_UNIQUE_SENT_TOTAL));
      assertThat(received.count(SrtStat.RECEIVE_BUFFER)).isPositive();
      assertThat(received.count(SrtStat.ACKS_SENT_TOTAL)).isPositive();
      assertEquals(received.count(SrtStat.ACKS_SENT_TOTAL), received.count(SrtStat.ACKS_SENT));
      assertThat(received.value(SrtStat.RTT)).isBetween(0.001, 5_000.0);
      assertThat(received.count(SrtStat.TIME)).isBetween(1L, 60_000L);
      assertEquals(0, received.count(SrtStat.RECEIVE_LOSS_TOTAL));
      assertEquals(0, received.count(SrtStat.FILTER_SUPPLIED_TOTAL));
    }
  }

  @Test
  void beginsANewIntervalWhenAsked() throws Exception {
    try (TestListener listener = TestListener.open(_ -> TestListener.COME_IN);
        TestPeer peer = TestPeer.connected(listener.address(), "x");
        SrtSocket receiver = listener.accepted()) {
      peer.send(Bytes.wrap(new byte[10 * TestPeer.MESSAGE_BYTES]));
      await().until(() -> receiver.statistics(false).count(SrtStat.UNIQUE_RECEIVED_TOTAL) == 10);
      assertEquals(10, receiver.statistics(true).count(SrtStat.UNIQUE_RECEIVED));
      SrtStats next = receiver.statistics(true);
      assertEquals(0, next.count(SrtStat.UNIQUE_RECEIVED));
      assertEquals(10, next.count(SrtStat.UNIQUE_RECEIVED_TOTAL));
    }
  }

  @Test
  void namesEachWithItsUnit() {
    assertEquals("receive-loss-total", SrtStat.RECEIVE_LOSS_TOTAL.label());
    assertEquals("Mbit/s", SrtStat.RECEIVE_RATE.unit().label());
    assertEquals(0, SrtStats.NONE.count(SrtStat.RTT));
  }
}
