package io.tidegate.rtsp;

import static io.tidegate.media.testing.Patience.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.Bytes;
import io.tidegate.media.CodecParams;
import io.tidegate.media.Nullable;
import io.tidegate.media.ReasonCounters;
import io.tidegate.media.Track;
import io.tidegate.media.TrackList;
import io.tidegate.media.hub.CloseReason;
import io.tidegate.media.hub.SessionView;
import io.tidegate.media.hub.StreamHub;
import io.tidegate.media.testing.SyntheticStreams;
import io.tidegate.rtsp.message.Interleaved;
import io.tidegate.rtsp.message.RtpInfo;
import io.tidegate.rtsp.message.RtspResponse;
import io.tidegate.rtsp.message.TransportHeader;
import io.tidegate.rtsp.rtp.RtcpPacket;
import io.tidegate.rtsp.sdp.SessionDescription;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class RtspServerPlayTest {
  private TestRtspServer server;

  @BeforeEach
  void start() {
    server = TestRtspServer.open();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private StreamHub hub() {
    return Objects.requireNonNull(server.streams.find(TestRtspServer.KEY));
  }

  @Test
  void ourOwnPullPlaysItOverTcpAndUdp() throws Exception {
    server.publish();
    for (RtspTransport transport : List.of(RtspTransport.TCP, RtspTransport.UDP)) {
      try (TestPull pull = new TestPull(server.url(), transport)) {
        pull.awaitFrames();
        assertThat(pull.view().transport()).isEqualTo(transport);
        TrackList tracks = Objects.requireNonNull(pull.streams.find(TestPull.KEY)).tracks();
        assertThat(tracks.video().orElseThrow().params()).isEqualTo(SyntheticStreams.avc());
        assertThat(tracks.audio().orElseThrow().params()).isEqualTo(SyntheticStreams.aac());
      }
    }
    await().until(() -> hub().view().viewers() == 0);
  }

  @Test
  void describesTheStream() throws Exception {
    server.publish();
    try (TestRtspClient client = new TestRtspClient(server)) {
      RtspResponse answer = client.ask("DESCRIBE", "Accept", "application/sdp");

      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.headers().first("Content-Base")).isEqualTo(client.url() + "/");
      SessionDescription description = SessionDescription.parse(answer.body().text(UTF_8));
      assertThat(description.name()).isEqualTo("live/x");
      assertThat(description.media())
          .extracting(media -> media.kind())
          .containsExactly("video", "audio");
      assertThat(description.media().get(1).control()).isEqualTo("trackID=2");
    }
  }

  /// A late player begins with a report and a key frame, and is told exactly where.
  @Test
  void aPlayerBeginsAtAKeyFrameAndIsToldWhere() throws Exception {
    server.publish();
    await().until(() -> server.frames(TestRtspServer.KEY) > 60);
    // just after a key frame there is no sound yet that could be told of
    for (int attempt = 1; !beginsWithSound(); attempt++) {
      assertThat(attempt).as("without sound").isLessThan(20);
    }
    server.awaitClosed(CloseReason.CONNECTION_LOST);
  }

  private boolean beginsWithSound() throws Exception {
    @Nullable Integer sound;
    try (TestRtspClient client = new TestRtspClient(server)) {
      RtspResponse answer = client.play();

      assertThat(answer.headers().first("Range")).isEqualTo("npt=now-");
      RtpInfo info = RtpInfo.parse(String.valueOf(answer.headers().first("RTP-Info")));
      assertThat(info.entries())
          .extracting(RtpInfo.Entry::url)
          .containsExactly(client.url() + "/trackID=1", client.url() + "/trackID=2");
      sound = info.entries().get(1).sequence();
      List<Interleaved> packets = new ArrayList<>();
      Set<Integer> channels = new HashSet<>();
      while (channels.size() < 4) {
        Interleaved packet = client.packet();
        packets.add(packet);
        channels.add(packet.channel());
      }
      assertThat(packets.get(0).channel()).isEqualTo(1);
      assertThat(packets.get(1).channel()).isEqualTo(3);
      Bytes video = first(packets, 0);
      assertThat(video.u16(2)).isEqualTo(info.entries().get(0).sequence());
      assertThat(video.u32(4)).isEqualTo(info.entries().get(0).rtpTime());
      assertThat(video.slice(12)).isEqualTo(SyntheticStreams.AVC_SPS);
      if (sound != null) {
        assertThat(first(packets, 2).u16(2)).isEqualTo(sound);
      }
      server.awaitSession(SessionView.Kind.VIEWER);
      assertThat(hub().view().viewers()).isEqualTo(1);
    }
    await().until(() -> hub().view().viewers() == 0);
    return sound != null;
  }

  private static Bytes first(List<Interleaved> packets, int channel) {
    return packets.stream()
        .filter(packet -> packet.channel() == channel)
        .map(Interleaved::payload)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aPlayerIsEndedFromOutside() throws Exception {
    server.publish();
    try (TestRtspClient client = new TestRtspClient(server)) {
      client.play();
      server.awaitSession(SessionView.Kind.VIEWER);
      String id = server.sessions.sessions().getFirst().id();

      assertThat(server.sessions.close(id, CloseReason.KICKED)).isTrue();
      server.awaitClosed(CloseReason.KICKED);
      assertThat(server.sessions.sessions()).isEmpty();
      assertThat(server.sessions.close(id, CloseReason.KICKED)).isFalse();
    }
    await().until(() -> hub().view().viewers() == 0);
  }

  @Test
  void oneTrackGoesInTheChannelsThatThePlayerWants() throws Exception {
    server.publish();
    try (TestRtspClient client = new TestRtspClient(server)) {
      RtspResponse answer = client.setUp(2, "RTP/AVP/TCP;unicast;interleaved=10-11");
      assertThat(answer.headers().first("Transport"))
          .isEqualTo("RTP/AVP/TCP;unicast;interleaved=10-11");
      assertThat(client.ask("PLAY").status()).isEqualTo(200);
      for (int i = 0; i < 20; i++) {
        assertThat(client.packet().channel()).isIn(10, 11);
      }
    }
  }

  @Test
  void aPauseStopsAndPlayGoesOn() throws Exception {
    server.publish();
    try (TestRtspClient client = new TestRtspClient(server)) {
      client.play();
      client.packet();
      assertThat(client.ask("PAUSE").status()).isEqualTo(200);
      assertThat(client.ask("GET_PARAMETER").status()).isEqualTo(200);
      RtspResponse again = client.ask("PLAY");
      assertThat(again.headers().first("RTP-Info")).isNotNull();
      assertThat(client.packet().channel()).isEqualTo(1);
      assertThat(client.ask("TEARDOWN").status()).isEqualTo(200);
      assertThat(client.ask("PLAY").status()).isEqualTo(454);
      assertThat(client.askAt("OPTIONS", "*", Bytes.EMPTY, "Session", "x").status()).isEqualTo(454);
    }
  }

  @Test
  void theEndOfTheStreamIsAGoodbye() throws Exception {
    TestRtspServer.Live live = server.publish();
    try (TestRtspClient client = new TestRtspClient(server)) {
      client.play();
      client.packet();
      live.end();
      awaitGoodbye(client);
      client.awaitEnd();
    }
    server.awaitClosed(CloseReason.STREAM_ENDED);
  }

  @Test
  void otherTracksAreAGoodbyeToo() throws Exception {
    TestRtspServer.Live live = server.publish();
    try (TestRtspClient client = new TestRtspClient(server)) {
      client.play();
      client.packet();
      live.change(TrackList.of(new Track(SyntheticStreams.VIDEO, SyntheticStreams.hevc())));
      awaitGoodbye(client);
      client.awaitEnd();
    }
    server.awaitClosed(CloseReason.STREAM_ENDED);
  }

  private static void awaitGoodbye(TestRtspClient client) throws Exception {
    boolean bye = false;
    while (!bye) {
      Interleaved packet = client.packet();
      bye =
          packet.channel() == 1
              && RtcpPacket.parse(packet.payload(), new ReasonCounters()).stream()
                  .anyMatch(RtcpPacket.Bye.class::isInstance);
    }
  }

  @Test
  void newParameterSetsAreNoGoodbye() throws Exception {
    TestRtspServer.Live live = server.publish();
    try (TestRtspClient client = new TestRtspClient(server)) {
      client.play();
      Track audio = new Track(SyntheticStreams.AUDIO, SyntheticStreams.aac());
      live.change(
          TrackList.of(new Track(SyntheticStreams.VIDEO, SyntheticStreams.avc360()), audio));
      boolean changed = false;
      while (!changed) {
        Interleaved packet = client.packet();
        changed =
            packet.channel() == 0
                && packet.payload().slice(12).equals(SyntheticStreams.AVC_SPS_360);
      }
    }
  }

  @Test
  void resendsOverUdpAndPassesTheWishForAKeyFrameOn() throws Exception {
    TestRtspServer.Live live = server.publish();
    InetAddress loopback = InetAddress.getLoopbackAddress();
    try (DatagramSocket rtp = new DatagramSocket(0, loopback);
        DatagramSocket rtcp = new DatagramSocket(0, loopback);
        TestRtspClient client = new TestRtspClient(server)) {
      rtp.setSoTimeout(30_000);
      String ports = rtp.getLocalPort() + "-" + rtcp.getLocalPort();
      RtspResponse answer = client.setUp(1, "RTP/AVP;unicast;client_port=" + ports);
      TransportHeader agreed =
          TransportHeader.first(String.valueOf(answer.headers().first("Transport")));
      client.ask("PLAY");
      int port = Objects.requireNonNull(agreed.serverPorts()).rtcp();
      DatagramPacket packet = new DatagramPacket(new byte[2_000], 2_000);
      Set<Bytes> seen = new HashSet<>();
      boolean again = false;
      while (!again) {
        rtp.receive(packet);
        Bytes got = Bytes.copyOf(packet.getData(), 0, packet.getLength());
        again = !seen.add(got);
        byte[] wish = wish(got).toByteArray();
        rtcp.send(new DatagramPacket(wish, wish.length, loopback, port));
      }
      await().until(() -> live.keyFramesWanted.get() > 0);
      assertThat(server.stats.resent()).isPositive();
      assertThat(server.stats.resendP95()).isPositive();
      await().until(() -> server.stats.keyFrameP95().isPositive());
    }
  }

  /// This packet once more, and a key frame.
  private static Bytes wish(Bytes lost) {
    long source = lost.u32(8);
    return RtcpPacket.write(
        List.of(
            new RtcpPacket.ReceiverReport(7, List.of()),
            new RtcpPacket.GenericNack(7, source, List.of(lost.u16(2))),
            new RtcpPacket.PictureLoss(7, source)));
  }

  @Test
  void whatRtpDoesNotCarryIsLeftOutOrRefused() throws Exception {
    Track flac = new Track(1, new CodecParams.Flac(Bytes.EMPTY, 48_000, 2, 16, 4_096));
    server.publish(TrackList.of(flac));
    try (TestRtspClient client = new TestRtspClient(server)) {
      RtspResponse answer = client.ask("DESCRIBE");
      assertThat(answer.status()).isEqualTo(415);
      assertThat(answer.reason()).contains("FLAC");
    }
  }
}
