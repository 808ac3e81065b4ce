package io.tidegate.srt.relay;

import static io.tidegate.media.testing.Patience.await;
import static io.tidegate.srt.relay.Packets.OUR_SOCKET;
import static io.tidegate.srt.relay.Packets.PEER_SOCKET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tidegate.media.Bytes;
import io.tidegate.srt.arq.ArqPolicies;
import io.tidegate.srt.packet.Captured;
import io.tidegate.srt.packet.Handshake;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class PacketRelayTest {
  private static final RelayOptions OPTIONS = RelayOptions.DEFAULTS;

  @Test
  void forwardsUnchangedUntilAPolicyIsChosen() throws IOException {
    try (RelayedSession session = RelayedSession.agreed(OPTIONS, "")) {
      session.passesIn(Packets.data(10, OUR_SOCKET));
      session.passesIn(Packets.data(12, OUR_SOCKET));
      session.passesOut(Packets.nak(PEER_SOCKET, 11));
      session.passesOut(Packets.fullAck(1, 11, 80_000, 1_000, PEER_SOCKET, 5));
      assertThat(session.onlyPeer().inboundDecisions()).isNull();
    }
  }

  @Test
  void knowsPeersByTheirLoopbackPort() throws IOException {
    try (RelayedSession session = RelayedSession.agreed(OPTIONS, "")) {
      int loopbackPort = session.libsrt.other().getPort();
      RelayPeer peer = Objects.requireNonNull(session.relay.peerAt(loopbackPort));

      assertThat(peer.remote()).isEqualTo(session.peer.address());
      assertThat(session.relay.peerAt(1)).isNull();
    }
  }

  @Test
  void showsWhatTheHandshakesTold() throws IOException {
    try (RelayedSession session = RelayedSession.agreed(OPTIONS, "")) {
      await().until(() -> session.onlyPeer().view().state() == PeerView.State.OPEN);
      PeerView view = session.onlyPeer().view();

      assertThat(view.streamId()).isEqualTo("#!::r=live/cam1,m=publish");
      assertThat(view.peerVersion()).hasToString("1.5.1");
      assertThat(view.keyLengthBytes()).isEqualTo(24);
      assertThat(view.packetFilter()).isEqualTo("fec,cols:5,rows:5");
      assertThat(view.latencyInMs()).isEqualTo(150);
      assertThat(view.latencyOutMs()).isEqualTo(150);
    }
  }

  @Test
  void showsWhyLibsrtRejected() throws IOException {
    try (RelayedSession session = RelayedSession.start(OPTIONS, "")) {
      session.passesIn(Captured.INDUCTION);
      session.passesOut(Captured.INDUCTION_RESPONSE);
      session.passesIn(Captured.CONCLUSION);
      session.passesOut(Packets.with(Captured.CONCLUSION_RESPONSE, 36, 1401));

      await().until(() -> session.onlyPeer().view().rejection() == 1401);
      assertThat(session.onlyPeer().view().state()).isEqualTo(PeerView.State.OPENING);
    }
  }

  @Test
  void strangersWithJunkCreateNothing() throws IOException {
    try (RelayedSession session = RelayedSession.start(OPTIONS, "")) {
      session.peer.send(Bytes.of("hello", StandardCharsets.US_ASCII));
      session.peer.send(Bytes.EMPTY);
      session.peer.send(Packets.data(1, OUR_SOCKET));
      session.peer.send(Captured.CONCLUSION);
      await().until(() -> session.relay.view().junkPackets() == 4);

      assertThat(session.port.peers()).isEmpty();
      session.agree();
    }
  }

  @Test
  void aFloodOfHandshakesIsRateLimitedAndSessionsGoOn() throws IOException {
    try (RelayedSession session = RelayedSession.agreed(OPTIONS.withMaxPeers(100), "")) {
      List<RawEnd> flood = new ArrayList<>();
      for (int i = 0; i < 120; i++) {
        flood.add(RawEnd.peerOf(session.port));
        flood.getLast().send(Captured.INDUCTION);
      }
      await().until(() -> session.relay.view().refusedPeers() >= 60);

      assertThat(session.port.peers()).hasSizeLessThanOrEqualTo(52);
      session.peer.send(Packets.data(7, OUR_SOCKET));
      session.libsrt.receiveUntil(Packets.data(7, OUR_SOCKET));
      flood.forEach(RawEnd::close);
    }
  }

  @Test
  void fiftyPeersKeepApart() throws IOException {
    try (RelayedSession session = RelayedSession.start(OPTIONS, "")) {
      List<RawEnd> peers = new ArrayList<>();
      List<InetSocketAddress> seen = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        RawEnd peer = RawEnd.peerOf(session.port);
        peers.add(peer);
        session.agree(peer, Captured.CONCLUSION);
        seen.add(session.libsrt.other());
      }
      assertThat(seen).doesNotHaveDuplicates();
      for (int i = 49; i >= 0; i--) {
        session.libsrt.send(Packets.data(i, PEER_SOCKET), seen.get(i));
      }
      for (int i = 0; i < 50; i++) {
        assertThat(peers.get(i).receive()).isEqualTo(Packets.data(i, PEER_SOCKET));
      }
      peers.forEach(RawEnd::close);
    }
  }

  @Test
  void peersThatVanishAreForgotten() throws IOException {
    RelayOptions quick = OPTIONS.withIdle(Duration.ofSeconds(3));
    try (RelayedSession session = RelayedSession.agreed(quick, "")) {
      int loopbackPort = session.libsrt.other().getPort();
      RelayPeer peer = session.onlyPeer();

      await().until(() -> session.relay.peerAt(loopbackPort) == null);
      assertThat(session.port.peers()).isEmpty();
      assertThat(peer.view().state()).isEqualTo(PeerView.State.CLOSED);
      session.agree(); // and may come again
    }
  }

  @Test
  void peersThatComeAndGoLeaveNoDescriptors() throws IOException {
    RelayOptions quick = OPTIONS.withIdle(Duration.ofSeconds(3));
    try (RelayedSession session = RelayedSession.start(quick, "deadline")) {
      comeAndGo(session, 1); // classes that are loaded from files
      int before = descriptors();
      comeAndGo(session, 60);
      await().until(() -> session.relay.view().expiredPeers() > 0);
      await().until(() -> descriptors() <= before);
    }
  }

  private static void comeAndGo(RelayedSession session, int peers) throws IOException {
    for (int i = 0; i < peers; i++) {
      try (RawEnd peer = RawEnd.peerOf(session.port)) {
        session.agree(peer, Captured.CONCLUSION);
        session.passesIn(peer, Packets.data(1, OUR_SOCKET));
        session.passesOut(peer, Packets.data(1, PEER_SOCKET));
      }
    }
    await().until(() -> session.port.peers().isEmpty());
  }

  private static int descriptors() {
    return Objects.requireNonNull(new File("/proc/self/fd").list()).length;
  }

  @Test
  void peersThatSayGoodByeAreForgotten() throws IOException {
    try (RelayedSession session = RelayedSession.agreed(OPTIONS, "")) {
      session.passesIn(Packets.shutdown(OUR_SOCKET));

      await().until(() -> session.port.peers().isEmpty());
    }
  }

  @Test
  void servesIpv6() throws IOException {
    assumeTrue(NetworkInterface.getByInetAddress(InetAddress.ofLiteral("::1")) != null);
    try (RelayedSession session = RelayedSession.start(OPTIONS, "::1", "")) {
      session.agree();
      assertThat(session.onlyPeer().remote()).isEqualTo(session.peer.address());
    }
  }

  @Test
  void aRendezvousLeavesFromItsFixedPort() throws IOException {
    InetSocketAddress outward =
        new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), TransmitPair.freePort());
    try (RawEnd remote = RawEnd.inPlaceOfLibsrt();
        PacketRelay relay = PacketRelay.start(OPTIONS);
        RelayPort port =
            relay.open(
                RelayRoute.outwards(RelayedSession.free("127.0.0.1"), remote.address(), "deadline")
                    .withOutward(outward));
        RawEnd libsrt = RawEnd.peerOf(port)) {
      Bytes wave = Packets.with(Captured.INDUCTION, 36, Handshake.WAVE_A_HAND);
      libsrt.send(wave);
      assertThat(remote.receive()).isEqualTo(wave);
      assertThat(remote.other()).isEqualTo(outward);
      remote.send(wave);
      assertThat(libsrt.receive()).isEqualTo(wave);
      assertThat(port.peers().iterator().next().remote()).isEqualTo(remote.address());
    }
  }

  @Test
  void aSecondSessionOfAnAddressStartsWithoutAPolicy() throws IOException {
    try (RelayedSession session = RelayedSession.agreed(OPTIONS, "")) {
      session.onlyPeer().choose("deadline");
      session.passesIn(Packets.with(Captured.CONCLUSION, 40, 77));
      await().until(() -> session.onlyPeer().chosenPolicy().isEmpty());
    }
  }

  @Test
  void everyPolicyCanBeChosen() throws IOException {
    for (String policy : ArqPolicies.NAMES) {
      try (RelayedSession session = RelayedSession.agreed(OPTIONS, "")) {
        session.onlyPeer().choose(policy);
        session.passesIn(Packets.data(1, OUR_SOCKET));
        await().until(() -> session.onlyPeer().view().inbound() != null);
        assertThat(session.inbound().policy()).isEqualTo(policy);
      }
    }
  }

  @Test
  void closesItsPortAndEndsWithItsLastView() throws IOException {
    RelayedSession session = RelayedSession.agreed(OPTIONS, "");
    session.close();
    session.close();

    assertThat(session.relay.view().peers()).hasSize(1);
    assertThatIOException()
        .isThrownBy(() ->
            session.relay.open(
                RelayRoute.inwards(
                    RelayedSession.free("127.0.0.1"), RelayedSession.free("127.0.0.1"))));
    RelayedSession.start(OPTIONS, "").close();
  }
}
