package io.tidegate.rtsp;

import static io.tidegate.media.testing.Patience.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.ByteWriter;
import io.tidegate.media.Bytes;
import io.tidegate.media.hub.AdmissionPolicy;
import io.tidegate.media.hub.CloseReason;
import io.tidegate.media.testing.SeededFuzz;
import io.tidegate.media.testing.SyntheticStreams;
import io.tidegate.rtsp.message.Headers;
import io.tidegate.rtsp.message.RtspRequest;
import io.tidegate.rtsp.message.RtspResponse;
import io.tidegate.rtsp.message.RtspWriter;
import io.tidegate.rtsp.rtp.RtpTransmission;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Clients that ask wrongly, in the wrong order, too much, or that are no RTSP clients at all.
final class RtspServerBadPeerTest {
  private static final String TCP = "RTP/AVP/TCP;unicast;interleaved=0-1";

  private TestRtspServer server;

  @BeforeEach
  void start() {
    server = TestRtspServer.open();
  }

  @AfterEach
  void stop() {
    await().ignoreExceptions().until(this::serves); // whatever the peer did, others are served
    server.close();
  }

  private void restart(RtspServerOptions options) {
    server.close();
    server = new TestRtspServer(options, AdmissionPolicy.OPEN);
  }

  private boolean serves() throws Exception {
    try (TestRtspClient client = new TestRtspClient(server)) {
      return client.ask("OPTIONS").status() == 200;
    }
  }

  private TestRtspClient client() throws IOException {
    return new TestRtspClient(server);
  }

  private void endsWith(CloseReason reason, Bytes said) throws Exception {
    try (TestRtspClient client = client()) {
      client.raw(said);
      client.awaitEnd();
    }
    server.awaitClosed(reason);
  }

  @Test
  void answersWithTheStatusThatTheStandardHas() throws Exception {
    server.publish();
    try (TestRtspClient client = client()) {
      String other = client.url() + "y";
      assertThat(client.ask("OPTIONS").headers().first("Public")).contains("ANNOUNCE", "PLAY");
      assertThat(client.ask("REDIRECT").status()).isEqualTo(501);
      assertThat(client.askAt("DESCRIBE", other, Bytes.EMPTY).status()).isEqualTo(404);
      assertThat(client.askAt("DESCRIBE", "rtsp://h/a/b/c", Bytes.EMPTY).status()).isEqualTo(400);
      assertThat(client.askAt("DESCRIBE", "x", Bytes.EMPTY).status()).isEqualTo(400);
      assertThat(client.ask("DESCRIBE", "Accept", "text/plain").status()).isEqualTo(406);
      RtspResponse option = client.ask("DESCRIBE", "Require", "onvif-replay");
      assertThat(option.status()).isEqualTo(551);
      assertThat(option.headers().first("Unsupported")).isEqualTo("onvif-replay");
      assertThat(client.ask("PLAY").status()).isEqualTo(454);
      assertThat(client.ask("TEARDOWN").status()).isEqualTo(454);
      assertThat(client.setUp(1, "RTP/SAVP;unicast;client_port=5000-5001").status()).isEqualTo(461);
      assertThat(client.setUp(1, "RTP/AVP;unicast").status()).isEqualTo(461);
      assertThat(client.setUp(1, "RAW/RAW/UDP").status()).isEqualTo(400);
      assertThat(client.setUp(7, TCP).status()).isEqualTo(404);
      assertThat(client.ask("SETUP", "Transport", TCP).status()).isEqualTo(459);
      assertThat(client.setUp(1, TCP).status()).isEqualTo(200);
      assertThat(client.setUp(1, TCP).status()).isEqualTo(455);
      assertThat(client.setUp(2, "RTP/AVP;unicast;client_port=5000-5001").status()).isEqualTo(461);
      assertThat(client.ask("RECORD").status()).isEqualTo(455);
      assertThat(client.ask("ANNOUNCE").status()).isEqualTo(455);
      Bytes body = Bytes.of("packets_received\r\n", UTF_8);
      assertThat(client.askAt("GET_PARAMETER", client.url(), body).status()).isEqualTo(451);
      assertThat(client.ask("SET_PARAMETER").status()).isEqualTo(200);
      assertThat(client.ask("PLAY").status()).isEqualTo(200);
      assertThat(client.setUp(2, TCP).status()).isEqualTo(455);
      client.session("another");
      assertThat(client.ask("GET_PARAMETER").status()).isEqualTo(454);
    }
  }

  @Test
  void aRequestNeedsItsNumber() throws Exception {
    try (TestRtspClient client = client()) {
      client.raw("OPTIONS * RTSP/1.0\r\n\r\n");
      assertThat(client.response().status()).isEqualTo(400);
    }
  }

  @Test
  void answersComeInTheOrderOfRequests() throws Exception {
    try (TestRtspClient client = client()) {
      for (int i = 1; i <= 20; i++) {
        client.send("OPTIONS", client.url(), Bytes.EMPTY);
      }
      for (int i = 1; i <= 20; i++) {
        assertThat(client.response().cseq()).isEqualTo(i);
      }
    }
  }

  @Test
  void sendsAWebBrowserAway() throws Exception {
    try (TestRtspClient client = client()) {
      client.raw("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
      assertThat(client.response().status()).isEqualTo(505);
      client.awaitEnd();
    }
    server.awaitClosed(CloseReason.REFUSED);
  }

  @Test
  void garbageIsAnsweredAndEnds() throws Exception {
    try (TestRtspClient client = client()) {
      client.raw(Bytes.of(0, 1, 2, 3));
      assertThat(client.response().status()).isEqualTo(400);
      client.awaitEnd();
    }
    server.awaitClosed(CloseReason.PROTOCOL_ERROR);
  }

  @Test
  void headsAndBodiesHaveLimits() throws Exception {
    Bytes endless = new ByteWriter().fill('A', 40 << 10).toBytes();
    endsWith(CloseReason.PROTOCOL_ERROR, endless);
    Bytes huge =
        Bytes.of("ANNOUNCE rtsp://h/x RTSP/1.0\r\nContent-Length: 999999999\r\n\r\n", UTF_8);
    endsWith(CloseReason.PROTOCOL_ERROR, huge);
  }

  @Test
  void packetsBeforeASessionAreDropped() throws Exception {
    try (TestRtspClient client = client()) {
      client.packet(0, new ByteWriter().fill(7, 60_000).toBytes());
      client.packet(200, Bytes.EMPTY);
      assertThat(client.ask("OPTIONS").status()).isEqualTo(200);
    }
  }

  @Test
  void damagedPacketsOfAPublisherAreCounted() throws Exception {
    RtpTransmission out = new RtpTransmission("x", 1_400, new Random(1));
    out.update(SyntheticStreams.tracks());
    try (TestRtspClient client = client()) {
      Bytes body = Bytes.of(out.describe().write(), UTF_8);
      assertThat(client.askAt("ANNOUNCE", client.url(), body).status()).isEqualTo(200);
      client.setUp(1, TCP);
      client.setUp(2, "RTP/AVP/TCP;unicast;interleaved=2-3");
      client.ask("RECORD");
      SeededFuzz.run(
          20_260_331,
          300,
          random -> client.packet(random.nextInt(5), SeededFuzz.bytes(random, random.nextInt(90))));
      assertThat(client.ask("TEARDOWN").status()).isEqualTo(200);
    }
  }

  @Test
  void whoSaysNothingIsSentAway() throws Exception {
    restart(
        TestRtspServer.PATIENT.withTimeouts(
            Duration.ofSeconds(1), Duration.ofMinutes(2), Duration.ofMinutes(2)));
    endsWith(CloseReason.HANDSHAKE_TIMEOUT, Bytes.of("OPTIONS", UTF_8));
  }

  @Test
  void whoFallsSilentIsSentAway() throws Exception {
    restart(
        TestRtspServer.PATIENT.withTimeouts(
            Duration.ofMinutes(2), Duration.ofMinutes(2), Duration.ofSeconds(1)));
    endsWith(CloseReason.IDLE_TIMEOUT, Bytes.of("OPTIONS * RTSP/1.0\r\nCSeq: 1\r\n\r\n", UTF_8));
  }

  /// Its connection is there, nothing else.
  @Test
  void aPlayerOverUdpThatSaysNothingIsGone() throws Exception {
    restart(
        TestRtspServer.PATIENT.withTimeouts(
            Duration.ofMinutes(2), Duration.ofMinutes(2), Duration.ofSeconds(2)));
    server.publish();
    try (DatagramSocket media = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        TestRtspClient client = client()) {
      String ports = media.getLocalPort() + "-" + media.getLocalPort();
      client.setUp(1, "RTP/AVP;unicast;client_port=" + ports);
      client.ask("PLAY");
      client.awaitEnd();
    } catch (IOException sooner) {
      // a machine that stalls between two requests meets the limit there
    }
    server.awaitClosed(CloseReason.IDLE_TIMEOUT);
  }

  @Test
  void oneConnectionTooManyIsClosed() throws Exception {
    restart(TestRtspServer.PATIENT.withMaxConnections(1));
    try (TestRtspClient first = client()) {
      assertThat(first.ask("OPTIONS").status()).isEqualTo(200);
      try (TestRtspClient second = client()) {
        second.awaitEnd();
      }
      assertThat(first.ask("OPTIONS").status()).isEqualTo(200);
    }
  }

  @Test
  void whoAsksAndDoesNotReadIsSentAway() throws Exception {
    try (TestRtspClient client = TestRtspClient.narrow(server)) {
      Bytes request = Bytes.of("OPTIONS * RTSP/1.0\r\nCSeq: 1\r\n\r\n", UTF_8);
      Bytes many = Bytes.concat(java.util.Collections.nCopies(500, request));
      await()
          .until(() -> {
            try {
              client.raw(many);
            } catch (IOException cut) {
              return true;
            }
            return server.stats.closed().containsKey(CloseReason.PROTOCOL_ERROR);
          });
    }
    server.awaitClosed(CloseReason.PROTOCOL_ERROR);
  }

  /// Whatever comes, the session answers or ends, and has no bug.
  @Test
  void mutatedTalksHurtNobody() throws Exception {
    server.publish();
    List<RtspRequest> talk =
        List.of(
            request("OPTIONS", "", "1"),
            request("DESCRIBE", "", "2"),
            request("SETUP", "/trackID=1", "3"),
            request("PLAY", "", "4"),
            request("GET_PARAMETER", "", "5"),
            request("TEARDOWN", "", "6"));
    Bytes whole = Bytes.concat(talk.stream().map(RtspWriter::bytes).toList());
    SeededFuzz.run(
        20_260_332,
        60,
        random -> {
          try (TestRtspClient client = client()) {
            client.raw(SeededFuzz.mutate(whole, random));
          } catch (IOException cut) {
            // it was sent away before it had said all
          }
        });
    assertThat(server.stats.closed()).doesNotContainKey(CloseReason.INTERNAL_ERROR);
  }

  private RtspRequest request(String method, String control, String number) {
    Headers headers = Headers.NONE.with("CSeq", number).with("Transport", TCP);
    return new RtspRequest(method, server.url() + control, headers);
  }
}
