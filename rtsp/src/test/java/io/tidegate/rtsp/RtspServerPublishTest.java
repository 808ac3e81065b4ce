package io.tidegate.rtsp;

import static io.tidegate.media.testing.Patience.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.Bytes;
import io.tidegate.media.Frame;
import io.tidegate.media.MediaTime;
import io.tidegate.media.ReasonCounters;
import io.tidegate.media.hub.Admission;
import io.tidegate.media.hub.AdmissionPolicy;
import io.tidegate.media.hub.CloseReason;
import io.tidegate.media.hub.PlayRequest;
import io.tidegate.media.hub.PublishRequest;
import io.tidegate.media.hub.Refusal;
import io.tidegate.media.hub.SessionView;
import io.tidegate.media.hub.StreamHub;
import io.tidegate.media.testing.SyntheticStreams;
import io.tidegate.media.testing.SyntheticStreams.Spec;
import io.tidegate.rtsp.message.Authenticator;
import io.tidegate.rtsp.message.Challenge;
import io.tidegate.rtsp.message.Credentials;
import io.tidegate.rtsp.message.Interleaved;
import io.tidegate.rtsp.message.RtspResponse;
import io.tidegate.rtsp.message.TransportHeader;
import io.tidegate.rtsp.rtp.RtcpPacket;
import io.tidegate.rtsp.rtp.RtpTransmission;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class RtspServerPublishTest {
  private static final String TCP = "RTP/AVP/TCP;unicast;interleaved=";

  private TestRtspServer server;
  private final RtpTransmission out = new RtpTransmission("test", 1_400, new SplittableRandom(1));

  @BeforeEach
  void start() {
    server = TestRtspServer.open();
    out.update(SyntheticStreams.tracks());
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private void restart(RtspServerOptions options, AdmissionPolicy policy) {
    server.close();
    server = new TestRtspServer(options, policy);
  }

  private String description() {
    return out.describe().write();
  }

  private RtspResponse announce(TestRtspClient client, String... headers) throws Exception {
    return client.askAt("ANNOUNCE", client.url(), Bytes.of(description(), UTF_8), headers);
  }

  private void record(TestRtspClient client) throws Exception {
    assertThat(announce(client, "Content-Type", "application/sdp").status()).isEqualTo(200);
    assertThat(client.setUp(1, TCP + "0-1;mode=record").status()).isEqualTo(200);
    assertThat(client.setUp(2, TCP + "2-3;mode=record").status()).isEqualTo(200);
    assertThat(client.ask("RECORD").status()).isEqualTo(200);
  }

  private static List<Frame> frames(int fromSecond, int seconds) {
    return SyntheticStreams.frames(
        Spec.of(SyntheticStreams.tracks()),
        MediaTime.ofSeconds(fromSecond),
        MediaTime.ofSeconds(seconds));
  }

  private void send(TestRtspClient client, List<Frame> frames) throws Exception {
    for (Frame frame : frames) {
      RtpTransmission.Packets packets = out.frame(frame, frame.dts().nanos());
      for (Bytes packet : packets.packets()) {
        client.packet(2 * packets.media(), packet);
      }
    }
  }

  private void awaitFrames(int count) {
    await().until(() -> server.frames(TestRtspServer.KEY) >= count);
  }

  @Test
  void aPublisherIsEndedFromOutside() throws Exception {
    try (TestRtspClient client = new TestRtspClient(server)) {
      record(client);
      server.awaitSession(SessionView.Kind.PUBLISHER);
      String id = server.sessions.sessions().getFirst().id();

      assertThat(server.sessions.close(id, CloseReason.KICKED)).isTrue();
      server.awaitClosed(CloseReason.KICKED);
      assertThat(server.sessions.sessions()).isEmpty();
    }
  }

  @Test
  void takesAPublisherOverTcp() throws Exception {
    try (TestRtspClient client = new TestRtspClient(server)) {
      record(client);
      List<Frame> frames = frames(0, 2);
      send(client, frames);
      awaitFrames(frames.size() - 2); // the last ones may wait for what follows
      StreamHub hub = Objects.requireNonNull(server.streams.find(TestRtspServer.KEY));
      assertThat(hub.tracks().video().orElseThrow().params()).isEqualTo(SyntheticStreams.avc());
      server.awaitSession(SessionView.Kind.PUBLISHER);
      assertThat(client.ask("TEARDOWN").status()).isEqualTo(200);
      assertThat(server.sessions.sessions()).isEmpty();
    }
  }

  @Test
  void takesAPublisherOverUdp() throws Exception {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    try (DatagramSocket socket = new DatagramSocket(0, loopback);
        TestRtspClient client = new TestRtspClient(server)) {
      announce(client);
      String transport =
          "RTP/AVP/UDP;unicast;client_port=" + socket.getLocalPort() + "-5;mode=record";
      TransportHeader[] agreed = new TransportHeader[2];
      for (int i = 0; i < 2; i++) {
        RtspResponse answer = client.setUp(i + 1, transport);
        agreed[i] = TransportHeader.first(String.valueOf(answer.headers().first("Transport")));
        assertThat(agreed[i].record()).isTrue();
      }
      assertThat(client.ask("RECORD").status()).isEqualTo(200);
      List<Frame> frames = frames(0, 1);
      for (Frame frame : frames) {
        RtpTransmission.Packets packets = out.frame(frame, 0);
        int port = Objects.requireNonNull(agreed[packets.media()].serverPorts()).rtp();
        for (Bytes packet : packets.packets()) {
          byte[] bytes = packet.toByteArray();
          socket.send(new DatagramPacket(bytes, bytes.length, loopback, port));
        }
      }
      awaitFrames(30);
    }
    server.awaitClosed(CloseReason.CONNECTION_LOST);
  }

  @Test
  void asksThePublisherForKeyFramesThatPlayersWant() throws Exception {
    try (TestRtspClient client = new TestRtspClient(server)) {
      record(client);
      send(client, frames(0, 1));
      awaitFrames(30);
      Objects.requireNonNull(server.streams.find(TestRtspServer.KEY)).requestKeyFrame();
      boolean asked = false;
      while (!asked) {
        Interleaved packet = client.packet();
        asked =
            packet.channel() == 1
                && RtcpPacket.parse(packet.payload(), new ReasonCounters()).stream()
                    .anyMatch(RtcpPacket.PictureLoss.class::isInstance);
      }
    }
  }

  @Test
  void aSecondPublisherIsRefusedOrTakesOver() throws Exception {
    server.publish();
    try (TestRtspClient client = new TestRtspClient(server)) {
      RtspResponse refused = announce(client);
      assertThat(refused.status()).isEqualTo(403);
      assertThat(refused.reason()).contains("another publisher is live");
    }
    restart(TestRtspServer.PATIENT, new TokenPolicy("", true));
    TestRtspServer.Live live = server.publish();
    try (TestRtspClient client = new TestRtspClient(server)) {
      record(client);
      await().until(() -> live.closedAs() == CloseReason.TAKEN_OVER);
    }
  }

  @Test
  void aTokenMayStandInTheUrl() throws Exception {
    restart(TestRtspServer.PATIENT.withSecret("s3cret"), new TokenPolicy("s3cret", false));
    Bytes body = Bytes.of(description(), UTF_8);
    try (TestRtspClient client = new TestRtspClient(server)) {
      String url = client.url() + "?token=s3cret";
      assertThat(client.askAt("ANNOUNCE", client.url() + "?token=x", body).status()).isEqualTo(401);
      assertThat(client.askAt("ANNOUNCE", url, body).status()).isEqualTo(200);
      // FFmpeg and GStreamer differ in where they put the control
      String first = url + "/trackID=1";
      String second = client.url() + "/trackID=2?token=s3cret";
      assertThat(client.askAt("SETUP", second, Bytes.EMPTY, "Transport", TCP + "2-3").status())
          .isEqualTo(200);
      assertThat(client.askAt("SETUP", first, Bytes.EMPTY, "Transport", TCP + "0-1").status())
          .isEqualTo(200);
      assertThat(client.ask("RECORD").status()).isEqualTo(200);
      send(client, frames(0, 1));
      awaitFrames(30);
    }
  }

  @Test
  void aTokenMayBeAPassword() throws Exception {
    restart(TestRtspServer.PATIENT.withSecret("s3cret"), new TokenPolicy("s3cret", false));
    try (TestRtspClient client = new TestRtspClient(server)) {
      RtspResponse asked = announce(client);
      assertThat(asked.status()).isEqualTo(401);
      List<Challenge> offered = Challenge.parseAll(asked.headers().all("WWW-Authenticate"));
      assertThat(offered).extracting(Object::getClass).hasSize(2);
      for (int i = 0; i < 2; i++) {
        for (String password : List.of("wrong", "s3cret")) {
          Authenticator login =
              new Authenticator(new Credentials("anybody", password), ClientNonce::next);
          login.challenged(List.of(offered.get(i)));
          String answer = String.valueOf(login.authorization("ANNOUNCE", client.url()));
          int status = announce(client, "Authorization", answer).status();
          assertThat(status).isEqualTo(password.equals("s3cret") ? 200 : 401);
        }
        client.ask("TEARDOWN");
        client.session(null);
      }
    }
  }

  @Test
  void whoGuessesPasswordsIsSentAway() throws Exception {
    restart(TestRtspServer.PATIENT.withSecret("s3cret"), new TokenPolicy("s3cret", false));
    try (TestRtspClient client = new TestRtspClient(server)) {
      for (int i = 0; i < 10; i++) {
        assertThat(announce(client).status()).isEqualTo(401);
      }
      client.awaitEnd();
    }
    server.awaitClosed(CloseReason.REFUSED);
    assertThat(server.stats.refused()).containsEntry(401, 10L);
  }

  @Test
  void mediaThatCannotBeCarriedAreTakenAndDropped() throws Exception {
    String more =
        "m=application 0 RTP/AVP 107\r\na=rtpmap:107 x-unknown/90000\r\na=control:trackID=9\r\n";
    try (TestRtspClient client = new TestRtspClient(server)) {
      Bytes body = Bytes.of(description() + more, UTF_8);
      assertThat(client.askAt("ANNOUNCE", client.url(), body).status()).isEqualTo(200);
      assertThat(client.setUp(9, TCP + "8-9").status()).isEqualTo(200);
      assertThat(client.setUp(1, TCP + "0-1").status()).isEqualTo(200);
      assertThat(client.setUp(2, TCP + "2-3").status()).isEqualTo(200);
      assertThat(client.ask("RECORD").status()).isEqualTo(200);
      client.packet(8, Bytes.ofHex("806b0001000000000000000101"));
      send(client, frames(0, 1));
      awaitFrames(30);
    }
    server.awaitClosed(CloseReason.CONNECTION_LOST);
    try (TestRtspClient client = new TestRtspClient(server)) {
      Bytes body = Bytes.of("v=0\r\n" + more, UTF_8);
      assertThat(client.askAt("ANNOUNCE", client.url(), body).status()).isEqualTo(415);
      assertThat(client.askAt("ANNOUNCE", client.url(), Bytes.of("nothing", UTF_8)).status())
          .isEqualTo(400);
    }
  }

  @Test
  void aPublisherThatFallsSilentIsClosed() throws Exception {
    restart(
        TestRtspServer.PATIENT.withTimeouts(
            Duration.ofMinutes(2), Duration.ofSeconds(1), Duration.ofMinutes(2)),
        AdmissionPolicy.OPEN);
    try (TestRtspClient client = new TestRtspClient(server)) {
      record(client);
      client.awaitEnd();
    }
    server.awaitClosed(CloseReason.IDLE_TIMEOUT);
  }

  /// One token for publishers.
  record TokenPolicy(String token, boolean takesOver) implements AdmissionPolicy {
    @Override
    public Admission publish(PublishRequest request) {
      boolean granted =
          request.invited() || token.isEmpty() || request.credentials().secrets().contains(token);
      return granted
          ? Admission.Granted.INSTANCE
          : new Admission.Refused(Refusal.NOT_AUTHORISED, "the token is missing or wrong");
    }

    @Override
    public Admission play(PlayRequest request) {
      return Admission.Granted.INSTANCE;
    }

    @Override
    public boolean takeOver(PublishRequest request) {
      return takesOver;
    }

    @Override
    public Duration grace(PublishRequest request) {
      return Duration.ofSeconds(15);
    }
  }
}
