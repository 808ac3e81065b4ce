package io.tidegate.rtsp;

import static io.tidegate.media.testing.Patience.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.Bytes;
import io.tidegate.media.hub.CloseReason;
import io.tidegate.media.hub.SessionView;
import io.tidegate.media.testing.SlowPolicy;
import io.tidegate.media.testing.SyntheticStreams;
import io.tidegate.rtsp.message.Challenge;
import io.tidegate.rtsp.message.RtspResponse;
import io.tidegate.rtsp.rtp.RtpTransmission;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Clients that have to say who they are, and wait for the answer.
final class RtspServerAdmissionTest {
  /// `ann:right`
  private static final String BASIC = "Basic YW5uOnJpZ2h0";

  private final SlowPolicy policy = new SlowPolicy();
  private TestRtspServer server;

  @BeforeEach
  void start() {
    server = new TestRtspServer(TestRtspServer.PATIENT.withSecret("shared"), policy);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @ParameterizedTest
  @CsvSource({
    "'', Basic YW5uOnJpZ2h0",
    "'', Bearer right",
    "?token=right,",
    "?user=ann&pass=right,",
    "?token=wrong, Bearer right"
  })
  void aPlayerIsLetInByWhateverItBrings(String query, String authorization) throws Exception {
    policy.open();
    server.publish();
    try (TestRtspClient client = new TestRtspClient(server)) {
      String[] headers =
          authorization == null ? new String[0] : new String[] {"Authorization", authorization};
      assertThat(client.askAt("DESCRIBE", client.url() + query, Bytes.EMPTY, headers).status())
          .isEqualTo(200);
      for (int track = 1; track <= 2; track++) {
        String channels = (2 * track - 2) + "-" + (2 * track - 1);
        String[] all = new String[headers.length + 2];
        System.arraycopy(headers, 0, all, 2, headers.length);
        all[0] = "Transport";
        all[1] = "RTP/AVP/TCP;unicast;interleaved=" + channels;
        String url = client.url() + "/trackID=" + track + query;
        assertThat(client.askAt("SETUP", url, Bytes.EMPTY, all).status()).isEqualTo(200);
      }
      assertThat(client.ask("PLAY").status()).isEqualTo(200);
      awaitUser(SessionView.Kind.VIEWER);
      String id = server.sessions.grants().keySet().iterator().next();
      server.sessions.close(id, CloseReason.EXPIRED);
      client.awaitEnd();
    }
    server.awaitClosed(CloseReason.EXPIRED);
    assertThat(server.sessions.grants()).isEmpty();
  }

  /// FFmpeg names tracks as the description does: without the query that it was given.
  @Test
  void whoWasLetInToADescriptionNeedsNotSayWhoHeIsForItsTracks() throws Exception {
    policy.open();
    server.publish();
    String transport = "RTP/AVP/TCP;unicast;interleaved=0-1";
    try (TestRtspClient client = new TestRtspClient(server);
        TestRtspClient stranger = new TestRtspClient(server)) {
      String track = client.url() + "/trackID=1";
      assertThat(client.askAt("DESCRIBE", client.url() + "?token=right", Bytes.EMPTY).status())
          .isEqualTo(200);
      assertThat(stranger.askAt("SETUP", track, Bytes.EMPTY, "Transport", transport).status())
          .as("on a connection of its own")
          .isEqualTo(401);
      String other = client.url() + "2/trackID=1";
      assertThat(client.askAt("SETUP", other, Bytes.EMPTY, "Transport", transport).status())
          .as("another stream")
          .isEqualTo(401);
      assertThat(client.askAt("SETUP", track, Bytes.EMPTY, "Transport", transport).status())
          .isEqualTo(200);
      assertThat(client.ask("PLAY").status()).isEqualTo(200);
      awaitUser(SessionView.Kind.VIEWER);
    }
  }

  @Test
  void whatWasRevokedSinceTheDescriptionIsNoRight() throws Exception {
    policy.open();
    server.publish();
    try (TestRtspClient client = new TestRtspClient(server)) {
      assertThat(client.askAt("DESCRIBE", client.url() + "?token=right", Bytes.EMPTY).status())
          .isEqualTo(200);
      policy.revoke();
      assertThat(client.setUp(1, "RTP/AVP/TCP;unicast;interleaved=0-1").status()).isEqualTo(401);
    }
  }

  @Test
  void aPublisherIsLetInAndItsRightIsKept() throws Exception {
    try (TestRtspClient client = new TestRtspClient(server)) {
      client.send("ANNOUNCE", client.url(), description(), "Authorization", BASIC);
      awaitPending(1);
      policy.open();
      assertThat(client.response().status()).isEqualTo(200);
      assertThat(client.setUp(1, "RTP/AVP/TCP;interleaved=0-1;mode=record").status())
          .isEqualTo(200);
      assertThat(client.ask("RECORD").status()).isEqualTo(200);
      awaitUser(SessionView.Kind.PUBLISHER);
    }
    await().until(() -> server.sessions.grants().isEmpty());
  }

  @Test
  void aRightThatEndsBeforeTheRecordIsNone() throws Exception {
    policy.open();
    try (TestRtspClient client = new TestRtspClient(server)) {
      assertThat(
              client
                  .askAt("ANNOUNCE", client.url(), description(), "Authorization", BASIC)
                  .status())
          .isEqualTo(200);
      client.setUp(1, "RTP/AVP/TCP;interleaved=0-1;mode=record");
      policy.revoke();
      assertThat(client.ask("RECORD").status()).isEqualTo(401);
    }
  }

  @Test
  void digestIsOfferedToPublishersAlone() throws Exception {
    policy.open();
    server.publish();
    try (TestRtspClient client = new TestRtspClient(server)) {
      assertThat(offered(client.ask("DESCRIBE"))).hasSize(1);
      RtspResponse asked = client.askAt("ANNOUNCE", client.url() + "?token=wrong", description());
      assertThat(offered(asked)).hasSize(2);
    }
  }

  @Test
  void whoeverLeavesWaitsNoMore() throws Exception {
    try (TestRtspClient client = new TestRtspClient(server);
        TestRtspClient other = new TestRtspClient(server)) {
      client.send("DESCRIBE", client.url() + "?token=right", Bytes.EMPTY);
      other.send("ANNOUNCE", other.url() + "?token=right", description());
      awaitPending(2);
    }
    awaitPending(0);
    policy.open();
    assertThat(server.sessions.sessions()).isEmpty();
  }

  private static List<Challenge> offered(RtspResponse answer) {
    assertThat(answer.status()).isEqualTo(401);
    return Challenge.parseAll(answer.headers().all("WWW-Authenticate"));
  }

  private static Bytes description() throws Exception {
    RtpTransmission out = new RtpTransmission("test", 1_400, new SplittableRandom(1));
    out.update(SyntheticStreams.tracks());
    return Bytes.of(out.describe().write(), UTF_8);
  }

  private void awaitPending(int count) {
    await().until(() -> server.streams.decisions().pending() == count);
  }

  private void awaitUser(SessionView.Kind kind) {
    await()
        .until(() ->
            server.sessions.sessions().stream()
                .anyMatch(view -> view.kind() == kind && view.user().equals("ann")));
  }
}
