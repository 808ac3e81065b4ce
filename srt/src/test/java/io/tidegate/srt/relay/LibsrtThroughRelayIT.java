package io.tidegate.srt.relay;

import static io.tidegate.media.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tidegate.media.Nullable;
import io.tidegate.media.testing.Patience;
import io.tidegate.srt.arq.LinkView;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Real libsrt on both sides of a relay, and a network that loses a tenth between them.
class LibsrtThroughRelayIT {
  private static final int PACKETS = 2000;
  private static final String KEY = "passphrase=correct-horse&pbkeylen=32";

  /// 40 ms of round trip, a tenth lost either way once the handshakes are through.
  private static final Impairment LOSSY =
      Impairment.NONE.withLoss(0.1).withDelay(20, 0).withGrace(2000);

  @BeforeEach
  void needsLibsrt() {
    boolean required = "1".equals(System.getenv("TIDEGATE_TEST_REQUIRE_TOOLS"));
    assumeTrue(required || TransmitPair.isInstalled(), "srt-live-transmit is not installed");
  }

  @Test
  void repairsAnEncryptedStreamThatComesIn() throws IOException {
    InetSocketAddress listener = local(TransmitPair.freePort());
    try (PacketRelay relay = PacketRelay.start(RelayOptions.DEFAULTS);
        RelayPort port = relay.open(RelayRoute.inwards(local(0), listener).withPolicy("deadline"));
        PacketRelay network = PacketRelay.start(RelayOptions.DEFAULTS);
        RelayPort far = network.open(lossy(port.address()));
        TransmitPair pair = new TransmitPair(caller(far, KEY), listener(listener, KEY))) {
      int arrived = carried(pair, port);

      PeerView view = lastView(port);
      assertThat(arrived).isGreaterThan(PACKETS * 99 / 100);
      assertThat(view.keyLengthBytes()).isEqualTo(32);
      assertThat(view.latencyInMs()).isEqualTo(1000);
      assertThat(inbound(view).recoveredPackets()).isGreaterThan(100);
      assertThat(view.traffic().reportsHeldBack()).isPositive();
      assertThat(view.fault()).isEmpty();
    }
  }

  @Test
  void repairsAStreamThatAPeerReads() throws IOException {
    InetSocketAddress listener = local(TransmitPair.freePort());
    try (PacketRelay relay = PacketRelay.start(RelayOptions.DEFAULTS);
        RelayPort port = relay.open(RelayRoute.inwards(local(0), listener).withPolicy("deadline"));
        PacketRelay network = PacketRelay.start(RelayOptions.DEFAULTS);
        RelayPort far = network.open(lossy(port.address()));
        TransmitPair pair = new TransmitPair(listener(listener, KEY), caller(far, KEY))) {
      int arrived = carried(pair, port);

      PeerView view = lastView(port);
      assertThat(arrived).isGreaterThan(PACKETS * 98 / 100);
      assertThat(view.traffic().reportsReceived()).isPositive();
      assertThat(outbound(view).lostPackets()).isGreaterThan(100);
      assertThat(view.fault()).isEmpty();
    }
  }

  @Test
  void repairsAStreamThatLibsrtPushes() throws IOException {
    InetSocketAddress listener = local(TransmitPair.freePort());
    try (PacketRelay network = PacketRelay.start(RelayOptions.DEFAULTS);
        RelayPort far = network.open(lossy(listener));
        PacketRelay relay = PacketRelay.start(RelayOptions.DEFAULTS);
        RelayPort port = relay.open(RelayRoute.outwards(local(0), far.address(), "deadline"));
        TransmitPair pair = new TransmitPair(caller(port, KEY), listener(listener, KEY))) {
      int arrived = carried(pair, port);

      PeerView view = lastView(port);
      assertThat(arrived).isGreaterThan(PACKETS * 98 / 100);
      assertThat(view.remote()).isEqualTo(far.address());
      assertThat(view.latencyOutMs()).isEqualTo(1000);
      assertThat(outbound(view).lostPackets()).isGreaterThan(100);
    }
  }

  @Test
  void carriesIpv6Callers() throws IOException {
    InetAddress ipv6 = InetAddress.ofLiteral("::1");
    assumeTrue(NetworkInterface.getByInetAddress(ipv6) != null);
    InetSocketAddress listener = local(TransmitPair.freePort());
    RelayRoute route = RelayRoute.inwards(new InetSocketAddress(ipv6, 0), listener);
    try (PacketRelay relay = PacketRelay.start(RelayOptions.DEFAULTS);
        RelayPort port = relay.open(route.withPolicy("deadline"));
        TransmitPair pair =
            new TransmitPair(
                "srt://[::1]:" + port.address().getPort() + "?latency=1000&conntimeo=30000&" + KEY,
                listener(listener, KEY))) {
      assertThat(carried(pair, port)).isGreaterThan(PACKETS * 99 / 100);
      assertThat(lastView(port).remote().getAddress()).isEqualTo(ipv6);
    }
  }

  @Test
  void aDrillIsRepairedAndReported() throws Exception {
    InetSocketAddress listener = local(TransmitPair.freePort());
    try (PacketRelay relay = PacketRelay.start(RelayOptions.DEFAULTS);
        RelayPort port = relay.open(RelayRoute.inwards(local(0), listener).withPolicy("deadline"));
        TransmitPair pair = new TransmitPair(caller(port, KEY), listener(listener, KEY))) {
      awaitOpen(port);
      Impairment loss = Impairment.NONE.withLoss(0.1);
      var report =
          port.peers()
              .iterator()
              .next()
              .drill(new Drill(loss, loss, Duration.ofSeconds(3), 5))
              .toCompletableFuture();
      assertThat(pair.carry(PACKETS)).isGreaterThan(PACKETS * 99 / 100);

      DrillReport.Direction inbound = report.get().inbound();
      assertThat(inbound.recovered()).isGreaterThan(20);
      assertThat(inbound.lost() + inbound.late()).isLessThan(inbound.recovered() / 5);
    }
  }

  private static int carried(TransmitPair pair, RelayPort port) throws IOException {
    awaitOpen(port);
    return pair.carry(PACKETS);
  }

  private static void awaitOpen(RelayPort port) {
    await()
        .atMost(Patience.FOR_PROGRAMS)
        .until(() ->
            port.peers().stream().anyMatch(peer -> peer.view().state() == PeerView.State.OPEN));
  }

  /// What is known a little later: views are a second old at most.
  private static PeerView lastView(RelayPort port) {
    RelayPeer peer = port.peers().iterator().next();
    PeerView before = peer.view();
    await().until(() -> !peer.view().equals(before));
    return peer.view();
  }

  private static LinkView inbound(PeerView view) {
    return present(view.inbound());
  }

  private static LinkView outbound(PeerView view) {
    return present(view.outbound());
  }

  private static LinkView present(@Nullable LinkView view) {
    if (view == null) {
      throw new AssertionError("no data passed");
    }
    return view;
  }

  private static RelayRoute lossy(InetSocketAddress target) {
    return RelayRoute.inwards(local(0), target).withDrill(Drill.network(LOSSY, 11));
  }

  private static InetSocketAddress local(int port) {
    return new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port);
  }

  private static String caller(RelayPort port, String options) {
    return "srt://127.0.0.1:"
        + port.address().getPort()
        + "?mode=caller&latency=1000&conntimeo=30000&"
        + options;
  }

  private static String listener(InetSocketAddress address, String options) {
    return "srt://127.0.0.1:" + address.getPort() + "?mode=listener&latency=1000&" + options;
  }
}
