package io.tidegate.srt.relay;

import static io.tidegate.media.testing.Patience.await;
import static io.tidegate.srt.relay.Packets.OUR_SOCKET;
import static io.tidegate.srt.relay.Packets.PEER_SOCKET;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.Bytes;
import io.tidegate.srt.arq.ArqPolicy;
import io.tidegate.srt.arq.Decision;
import io.tidegate.srt.arq.HandshakePlan;
import io.tidegate.srt.arq.Link;
import io.tidegate.srt.arq.LinkPlan;
import io.tidegate.srt.arq.Miss;
import io.tidegate.srt.arq.PeerHistory;
import io.tidegate.srt.packet.FullAck;
import io.tidegate.srt.packet.LossList;
import io.tidegate.srt.packet.SrtPacket;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RelayPolicyTest {
  private static final RelayOptions OPTIONS = RelayOptions.DEFAULTS;
  private static final int LAST = Integer.MAX_VALUE;

  @Test
  void reportsAGapOverTheWrapInTheNameOfLibsrt() throws IOException {
    try (RelayedSession session = RelayedSession.agreed(OPTIONS, "deadline")) {
      session.passesIn(Packets.data(LAST - 1, OUR_SOCKET));
      session.passesOut(Packets.ackAck(0, PEER_SOCKET)); // any control packet tells the time
      session.libsrt.send(Packets.fullAck(1, LAST, 1_000, 500, PEER_SOCKET, 7_000_000));
      session.peer.receive();
      session.passesIn(Packets.data(2, OUR_SOCKET));

      ByteBuffer report = Packets.buffer(session.peer.receive());

      assertThat(SrtPacket.controlType(report, 0)).isEqualTo(3);
      assertThat(SrtPacket.destination(report, 0)).isEqualTo(PEER_SOCKET);
      assertThat(SrtPacket.timestampMicros(report, 0)).isBetween(7_000_000, 67_000_000);
      assertThat(sequences(report)).containsExactly(LAST, 0, 1);
    }
  }

  @Test
  void holdsLibsrtsReportsBackAndLetsEveryReportCount() throws IOException {
    try (RelayedSession session = RelayedSession.agreed(OPTIONS, "deadline")) {
      session.passesIn(Packets.data(5, OUR_SOCKET));
      session.libsrt.send(Packets.nak(PEER_SOCKET, 4));
      session.libsrt.send(Packets.fullAck(1, 6, 80_000, 1_000, PEER_SOCKET, 0));

      ByteBuffer first = Packets.buffer(session.peer.receive());

      assertThat(SrtPacket.controlType(first, 0)).as("the report did not come").isEqualTo(2);
      assertThat(FullAck.rttVarMicros(first, 0)).isGreaterThanOrEqualTo(20_000);
      await().until(() -> session.onlyPeer().view().traffic().reportsHeldBack() == 1);
    }
  }

  @Test
  void leavesPacketsOfAPacketFilterAndOfOtherSocketsAlone() throws IOException {
    try (RelayedSession session = RelayedSession.agreed(OPTIONS, "deadline")) {
      session.passesIn(Packets.data(5, OUR_SOCKET));
      session.passesIn(Packets.data(9, OUR_SOCKET, SrtPacket.FILTER_MESSAGE_NUMBER, 0));
      session.passesIn(Packets.data(900, OUR_SOCKET + 1));
      session.passesIn(Packets.data(6, OUR_SOCKET));
      await().until(() -> session.onlyPeer().view().inbound() != null);

      assertThat(session.inbound().lostPackets()).isZero();
    }
  }

  @Test
  void asTheSenderAddsCopiesWithTheRepeatFlag() throws IOException {
    RelayOptions twice = OPTIONS.withPolicies(name -> new TwicePolicy());
    try (RelayedSession session = RelayedSession.agreed(twice, "twice")) {
      for (int sequence = 1; sequence <= 3; sequence++) {
        session.passesOut(Packets.data(sequence, PEER_SOCKET));
      }
      session.passesIn(Packets.nak(OUR_SOCKET, 2));

      Bytes copy = Packets.repeated(Packets.data(2, PEER_SOCKET));
      assertThat(session.peer.receive()).isEqualTo(copy);
      assertThat(session.peer.receive()).isEqualTo(copy);
      await().until(() -> session.onlyPeer().view().traffic().copiesSent() == 2);
      assertThat(session.onlyPeer().view().traffic().reportsReceived()).isEqualTo(1);
    }
  }

  @Test
  void aPolicyThatThrowsIsTakenOutAndTheSessionGoesOn() throws IOException {
    RelayOptions broken = OPTIONS.withPolicies(name -> new BrokenPolicy());
    try (RelayedSession session = RelayedSession.agreed(broken, "deadline")) {
      session.passesIn(Packets.data(5, OUR_SOCKET));
      session.passesIn(Packets.data(7, OUR_SOCKET));
      session.passesIn(Packets.data(8, OUR_SOCKET));
      session.passesOut(Packets.nak(PEER_SOCKET, 6));
      session.passesOut(Packets.data(1, PEER_SOCKET));
      await().until(() -> !session.onlyPeer().view().fault().isEmpty());

      assertThat(session.onlyPeer().view().fault()).contains("broken on purpose");
      assertThat(session.onlyPeer().view().traffic().faults()).isEqualTo(1);
      assertThat(session.relay.view().faults()).isEqualTo(1);
    }
  }

  @Test
  void aPolicyThatDoesNotExistOnlyForwards() throws IOException {
    try (RelayedSession session = RelayedSession.agreed(OPTIONS, "")) {
      session.onlyPeer().choose("no such policy");
      session.passesIn(Packets.data(5, OUR_SOCKET));
      session.passesIn(Packets.data(7, OUR_SOCKET));
      session.passesOut(Packets.nak(PEER_SOCKET, 6));
    }
  }

  @Test
  void survivesBrokenControlPackets() throws IOException {
    try (RelayedSession session = RelayedSession.agreed(OPTIONS, "deadline")) {
      session.passesIn(Packets.data(5, OUR_SOCKET));
      session.passesOut(Packets.data(5, PEER_SOCKET));
      for (int type = 0; type < 10; type++) {
        Bytes bare = Bytes.wrap(headerOf(type, OUR_SOCKET));
        session.passesIn(bare);
        session.libsrt.send(Bytes.wrap(headerOf(type, PEER_SOCKET)));
      }
      for (int forwarded = 0; forwarded < 9; forwarded++) {
        session.peer.receive(); // but for a report that is held back
      }
      assertThat(session.onlyPeer().view().fault()).isEmpty();
    }
  }

  private static byte[] headerOf(int type, int destination) {
    ByteBuffer packet = ByteBuffer.allocate(16);
    SrtPacket.writeControl(packet, 0, type, 1, 0, destination);
    return packet.array();
  }

  private static List<Integer> sequences(ByteBuffer report) {
    List<Integer> all = new ArrayList<>();
    LossList.read(
        report,
        16,
        report.capacity() - 16,
        (first, last) -> {
          all.add(first);
          for (int s = first; s != last; all.add(s)) {
            s = (s + 1) & LAST;
          }
        });
    return all;
  }

  private static class TwicePolicy implements ArqPolicy {
    @Override
    public String name() {
      return "twice";
    }

    @Override
    public Decision onMissing(Miss miss, Link link) {
      return onReported(miss, link);
    }

    @Override
    public Decision onReported(Miss miss, Link link) {
      return new Decision(Decision.Action.REPORT, 2, 0, 1000, Decision.Reason.FIRST);
    }

    @Override
    public LinkPlan onTick(Link link) {
      return new LinkPlan(LinkPlan.Mode.PLANNED, true, 1, false);
    }

    @Override
    public HandshakePlan onHandshake(PeerHistory history) {
      throw new IllegalStateException("not asked");
    }
  }

  private static final class BrokenPolicy extends TwicePolicy {
    @Override
    public Decision onReported(Miss miss, Link link) {
      throw new IllegalStateException("broken on purpose");
    }
  }
}
