package io.tidegate.srt.relay;

import static io.tidegate.media.testing.Patience.await;
import static io.tidegate.srt.relay.Packets.OUR_SOCKET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tidegate.media.Bytes;
import io.tidegate.srt.packet.Captured;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class DrillTest {
  private static final long MS = 1_000_000;
  private static final long LATENCY = 120 * MS;

  private final List<Long> arrivals = new ArrayList<>();

  @Test
  void tellsRecoveredLateAndLostData() {
    DrillLane lane = lane(Impairment.NONE.withLoss(1).withGrace(0));
    for (int sequence = 1; sequence <= 4; sequence++) {
      take(lane, Packets.data(sequence, OUR_SOCKET), 0);
    }
    // the drill is over; copies come past it
    passed(lane, 1, 120 * MS);
    passed(lane, 2, 121 * MS);
    passed(lane, 2, 122 * MS);
    lane.poll(2_000 * MS);

    DrillReport.Direction report = lane.report(false);
    assertThat(report).isEqualTo(new DrillReport.Direction(4, 4, 0, 0, 1, 1, 2));
  }

  @Test
  void whatIsStillOpenAtTheEndIsLost() {
    DrillLane lane = lane(Impairment.NONE.withLoss(1));
    take(lane, Packets.data(1, OUR_SOCKET), 0);

    assertThat(lane.report(false).lost()).isZero();
    assertThat(lane.report(true).lost()).isEqualTo(1);
  }

  @Test
  void delaysLongerThanTheLatencyAreLate() {
    DrillLane lane = lane(Impairment.NONE.withDelay(121, 0));
    take(lane, Packets.data(1, OUR_SOCKET), 0);
    take(lane, Packets.repeated(Packets.data(1, OUR_SOCKET)), 0);
    take(lane, Captured.FULL_ACK, 0);

    lane.poll(120 * MS);
    assertThat(arrivals).isEmpty();
    lane.poll(121 * MS);
    assertThat(arrivals).hasSize(3);
    assertThat(lane.isEmpty()).isTrue();
    assertThat(lane.report(true).late()).isEqualTo(1);
  }

  @Test
  void endsByItself() throws Exception {
    try (RelayedSession session = RelayedSession.agreed(RelayOptions.DEFAULTS, "")) {
      Impairment nothingPasses = Impairment.NONE.withLoss(1);
      Drill drill = new Drill(nothingPasses, nothingPasses, Duration.ofSeconds(2), 1);
      var end = session.onlyPeer().drill(drill).toCompletableFuture();
      AtomicInteger sequence = new AtomicInteger();
      await()
          .until(() -> {
            session.peer.send(Packets.data(sequence.incrementAndGet(), OUR_SOCKET));
            return end.isDone();
          });
      Bytes next = Packets.data(sequence.incrementAndGet(), OUR_SOCKET);
      session.peer.send(next);
      session.libsrt.receiveUntil(next);

      DrillReport report = end.get();
      assertThat(report.ended()).isTrue();
      assertThat(report.inbound().dropped()).isPositive();
      assertThat(report.inbound().lost()).isPositive();
      await().until(() -> session.onlyPeer().view().drill() != null);
    }
  }

  @Test
  void aPortCanBeAnImpairedNetwork() throws IOException {
    Impairment slow = Impairment.NONE.withDelay(30, 0);
    try (RawEnd far = RawEnd.inPlaceOfLibsrt();
        PacketRelay network = PacketRelay.start(RelayOptions.DEFAULTS);
        RelayPort port =
            network.open(
                RelayRoute.inwards(RelayedSession.free("127.0.0.1"), far.address())
                    .withDrill(Drill.network(slow, 1)));
        RawEnd near = RawEnd.peerOf(port)) {
      long start = System.nanoTime();
      near.send(Captured.INDUCTION);
      assertThat(far.receive()).isEqualTo(Captured.INDUCTION);
      far.send(Captured.INDUCTION_RESPONSE);
      assertThat(near.receive()).isEqualTo(Captured.INDUCTION_RESPONSE);

      assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(60 * MS);
    }
  }

  @Test
  void aDrillOfAPeerThatIsGoneEndsAtOnce() throws Exception {
    try (RelayedSession session = RelayedSession.agreed(RelayOptions.DEFAULTS, "")) {
      RelayPeer peer = session.onlyPeer();
      session.passesIn(Packets.shutdown(OUR_SOCKET));
      await().until(() -> session.port.peers().isEmpty());

      Drill drill = Drill.network(Impairment.NONE, 1);
      assertThat(peer.drill(drill).toCompletableFuture().get().ended()).isTrue();
    }
  }

  @Test
  void refusesAnEndlessOrEmptyLength() {
    Impairment none = Impairment.NONE;
    assertThatIllegalArgumentException().isThrownBy(() -> new Drill(none, none, Duration.ZERO, 1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Drill(none, none, Duration.ofDays(4000), 1));
  }

  private DrillLane lane(Impairment impairment) {
    return new DrillLane(new ImpairedLane(impairment, 1, 0), (packet, now) -> arrivals.add(now));
  }

  private static void take(DrillLane lane, Bytes packet, long now) {
    lane.take(Packets.buffer(packet), 0, packet.length(), LATENCY, now);
  }

  private static void passed(DrillLane lane, int sequence, long now) {
    Bytes packet = Packets.repeated(Packets.data(sequence, OUR_SOCKET));
    lane.passed(Packets.buffer(packet), 0, packet.length(), now);
  }
}
