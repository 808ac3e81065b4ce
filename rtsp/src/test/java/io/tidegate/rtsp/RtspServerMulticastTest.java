package io.tidegate.rtsp;

import static io.tidegate.media.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tidegate.media.Bytes;
import io.tidegate.media.hub.AdmissionPolicy;
import io.tidegate.media.testing.SyntheticStreams;
import io.tidegate.rtsp.message.PortPair;
import io.tidegate.rtsp.message.RtspResponse;
import io.tidegate.rtsp.message.TransportHeader;
import io.tidegate.rtsp.rtp.RtcpPacket;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.MulticastSocket;
import java.net.NetworkInterface;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// By way of the loopback interface.
final class RtspServerMulticastTest {
  private static final String NETWORK = "239.255.77";
  private static final String TRANSPORT = "RTP/AVP;multicast";

  private final List<MulticastSocket> unused = new ArrayList<>();
  private NetworkInterface loopback;
  private MulticastSocket receiver;
  private TestRtspServer server;

  @BeforeEach
  void start() throws Exception {
    loopback = NetworkInterface.getByInetAddress(InetAddress.getLoopbackAddress());
    receiver = new MulticastSocket(0);
    while (receiver.getLocalPort() % 2 != 0 || receiver.getLocalPort() >= 65_000) {
      unused.add(receiver);
      receiver = new MulticastSocket(0);
    }
    receiver.joinGroup(new InetSocketAddress(group(), 0), loopback);
    assumeTrue(reaches(), "no multicast on the loopback interface");
    RtspMulticast network =
        new RtspMulticast(NETWORK, receiver.getLocalPort(), 1, loopback.getName());
    server =
        new TestRtspServer(TestRtspServer.PATIENT.withMulticast(network), AdmissionPolicy.OPEN);
  }

  @AfterEach
  void stop() {
    if (server != null) {
      server.close();
    }
    receiver.close();
    unused.forEach(MulticastSocket::close);
  }

  private static InetAddress group() throws IOException {
    return InetAddress.getByName(NETWORK + ".1");
  }

  private boolean reaches() throws IOException {
    receiver.setSoTimeout(3_000);
    try (MulticastSocket sender = new MulticastSocket()) {
      sender.setNetworkInterface(loopback);
      sender.send(new DatagramPacket(new byte[1], 1, group(), receiver.getLocalPort()));
      receiver.receive(new DatagramPacket(new byte[2_000], 2_000));
      return true;
    } catch (SocketTimeoutException never) {
      return false;
    } finally {
      receiver.setSoTimeout(30_000);
    }
  }

  @Test
  void ourOwnPullReceivesIt() throws Exception {
    server.publish();
    try (TestPull pull = new TestPull(server.url(), RtspTransport.MULTICAST)) {
      pull.awaitFrames();
      assertThat(pull.view().transport()).isEqualTo(RtspTransport.MULTICAST);
      assertThat(Objects.requireNonNull(pull.streams.find(TestPull.KEY)).tracks().asList())
          .hasSize(2);
    }
  }

  @Test
  void aGroupGetsTheStreamOnceForAll() throws Exception {
    server.publish();
    try (TestRtspClient first = new TestRtspClient(server)) {
      try (TestRtspClient second = new TestRtspClient(server)) {
        for (TestRtspClient client : List.of(first, second)) {
          RtspResponse answer = client.setUp(1, TRANSPORT);
          TransportHeader agreed =
              TransportHeader.first(String.valueOf(answer.headers().first("Transport")));
          assertThat(agreed.multicast()).isTrue();
          assertThat(agreed.destination()).isEqualTo(NETWORK + ".1");
          assertThat(Objects.requireNonNull(agreed.multicastPorts()).rtp())
              .isEqualTo(receiver.getLocalPort());
          assertThat(agreed.ttl()).isEqualTo(1);
          assertThat(client.ask("PLAY").status()).isEqualTo(200);
        }
        Bytes before = receive();
        assertThat(before.slice(12)).isEqualTo(SyntheticStreams.AVC_SPS);
        for (int i = 0; i < 20; i++) {
          Bytes next = receive();
          assertThat(next.u16(2)).as("each packet once").isEqualTo(before.u16(2) + 1 & 0xFFFF);
          before = next;
        }
      }
      receive();
      receive(); // the first goes on receiving
    }
    await().until(() -> server.sessions.sessions().isEmpty());
  }

  @Test
  void aReceiverThatLostAPacketGetsItAgainAndAKeyFrameWhenItWantsOne() throws Exception {
    TestRtspServer.Live live = server.publish();
    try (TestRtspClient client = new TestRtspClient(server);
        MulticastSocket out = new MulticastSocket()) {
      out.setNetworkInterface(loopback);
      assertThat(client.setUp(1, TRANSPORT).status()).isEqualTo(200);
      assertThat(client.ask("PLAY").status()).isEqualTo(200);
      boolean cameAgain = false;
      for (int attempt = 0; attempt < 20 && !cameAgain; attempt++) {
        Bytes lost = receive();
        ask(out, lost);
        for (int i = 0; i < 25 && !cameAgain; i++) {
          cameAgain = receive().equals(lost);
        }
      }
      assertThat(cameAgain).isTrue();
      await().until(() -> live.keyFramesWanted.get() > 0);
      assertThat(server.stats.resent()).isPositive();
    }
  }

  private void ask(MulticastSocket out, Bytes lost) throws IOException {
    long ssrc = lost.u32(8);
    Bytes wishes =
        RtcpPacket.write(
            List.of(
                new RtcpPacket.ReceiverReport(7, List.of()),
                new RtcpPacket.GenericNack(7, ssrc, List.of(lost.u16(2))),
                new RtcpPacket.PictureLoss(7, ssrc)));
    int port = receiver.getLocalPort() + 1;
    out.send(new DatagramPacket(wishes.toByteArray(), wishes.length(), group(), port));
  }

  private Bytes receive() throws IOException {
    DatagramPacket packet = new DatagramPacket(new byte[2_000], 2_000);
    receiver.receive(packet);
    return Bytes.copyOf(packet.getData(), 0, packet.getLength());
  }

  @Test
  void otherWaysStayOpenAndOthersAreRefused() throws Exception {
    server.publish();
    try (TestRtspClient client = new TestRtspClient(server)) {
      String both = TRANSPORT + ",RTP/AVP/TCP;unicast;interleaved=0-1";
      assertThat(client.setUp(1, both).headers().first("Transport")).contains("multicast");
      assertThat(client.setUp(2, "RTP/AVP/TCP;unicast;interleaved=2-3").status()).isEqualTo(461);
      RtspResponse second = client.setUp(2, TRANSPORT);
      TransportHeader agreed =
          TransportHeader.first(String.valueOf(second.headers().first("Transport")));
      int port = receiver.getLocalPort();
      assertThat(agreed.multicastPorts()).isEqualTo(new PortPair(port + 2, port + 3));
    }
  }

  @Test
  void networksAreChecked() {
    assertThat(RtspMulticast.parse("239.255.42.0/24", 5)).isNotNull();
    for (String text :
        List.of("239.255.42.0", "10.0.0.0/24", "239.256.1.0/24", "x", "239.1.0/24")) {
      assertThat(RtspMulticast.parse(text, 1)).as(text).isNull();
    }
  }
}
