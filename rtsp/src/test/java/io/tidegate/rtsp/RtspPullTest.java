package io.tidegate.rtsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidegate.media.CodecParams;
import io.tidegate.media.hub.DialOptions;
import io.tidegate.media.hub.SessionState;
import io.tidegate.media.hub.StreamHub;
import io.tidegate.rtsp.message.Challenge;
import io.tidegate.rtsp.message.Credentials;
import io.tidegate.rtsp.message.Method;
import io.tidegate.rtsp.message.RtspRequest;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RtspPullTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private TestCamera camera;

  @BeforeEach
  void start() throws Exception {
    camera = new TestCamera();
  }

  @AfterEach
  void stop() {
    camera.close();
  }

  private TestPull pull(RtspTransport transport) throws Exception {
    return new TestPull(camera.url(), transport);
  }

  private TestPull pull(String login) throws Exception {
    return new TestPull(camera.url().replace("//", "//" + login + "@"), RtspTransport.AUTO);
  }

  private void offer(String challenge) {
    camera.challenge = Challenge.parseAll(List.of(challenge)).getFirst();
    camera.login = new Credentials("user", "p@ss");
  }

  @Test
  void pullsOverTcp() throws Exception {
    try (TestPull pull = pull(RtspTransport.AUTO)) {
      pull.awaitFrames();

      assertThat(pull.view().transport()).isEqualTo(RtspTransport.TCP);
      assertThat(pull.view().lastFailure()).isEmpty();
      StreamHub hub = Objects.requireNonNull(pull.streams.find(TestPull.KEY));
      assertThat(hub.tracks().video().orElseThrow().params()).isInstanceOf(CodecParams.Avc.class);
      assertThat(camera.requests.stream().map(RtspRequest::uri))
          .contains(camera.url(), camera.url() + "/trackID=1", camera.url() + "/");
    }
    await().atMost(PATIENCE).until(() -> camera.count(Method.TEARDOWN) == 1);
  }

  @Test
  void pullsOverUdp() throws Exception {
    try (TestPull pull = pull(RtspTransport.UDP)) {
      pull.awaitFrames();
      assertThat(pull.view().transport()).isEqualTo(RtspTransport.UDP);
    }
  }

  @Test
  void fallsBackToUdpWhereTcpIsRefused() throws Exception {
    camera.refusesTcp = true;
    try (TestPull pull = pull(RtspTransport.AUTO)) {
      pull.awaitFrames();
      assertThat(pull.view().transport()).isEqualTo(RtspTransport.UDP);
      assertThat(pull.view().lastFailure()).isNotEmpty();
    }
  }

  @Test
  void fallsBackToTcpWhereNoDatagramComes() throws Exception {
    camera.refusesTcp = true;
    camera.sendsMedia = false;
    try (TestPull pull = pull(RtspTransport.AUTO)) {
      pull.awaitFailure("no datagram in 2 s");
      camera.refusesTcp = false;
      camera.refusesUdp = true;
      camera.sendsMedia = true;
      pull.awaitFrames();
      assertThat(pull.view().transport()).isEqualTo(RtspTransport.TCP);
    }
  }

  @Test
  void aCameraWithoutMulticastIsTold() throws Exception {
    try (TestPull pull = pull(RtspTransport.MULTICAST)) {
      pull.awaitFailure("to multicast");
      assertThat(pull.view().transport()).isEqualTo(RtspTransport.MULTICAST);
    }
  }

  @Test
  void pullsThroughATunnel() throws Exception {
    camera.tunnelOnly = true;
    try (TestPull pull = pull(RtspTransport.HTTP)) {
      pull.awaitFrames();
      assertThat(pull.view().transport()).isEqualTo(RtspTransport.HTTP);
    }
  }

  @Test
  void logsInToTheTunnel() throws Exception {
    camera.tunnelOnly = true;
    offer("Digest realm=\"cam\", nonce=\"1\", qop=\"auth\"");
    String url = camera.url().replace("//", "//user:p%40ss@");
    try (TestPull pull = new TestPull(url, RtspTransport.HTTP)) {
      pull.awaitFrames();
    }
  }

  @Test
  void aTunnelThatIsNoneIsTold() throws Exception {
    try (TestPull pull = pull(RtspTransport.HTTP)) {
      pull.awaitFailure("the tunnel is refused: 405");
    }
  }

  @Test
  void keepsTheTransportThatTheRouteNames() throws Exception {
    camera.refusesTcp = true;
    try (TestPull pull = pull(RtspTransport.TCP)) {
      await().atMost(PATIENCE).until(() -> camera.count(Method.SETUP) >= 3);
      assertThat(pull.view().transport()).isEqualTo(RtspTransport.TCP);
      assertThat(pull.view().lastFailure()).contains("461");
    }
  }

  @Test
  void logsInByDigestOfEitherKindAndByBasic() throws Exception {
    for (String challenge :
        List.of(
            "Digest realm=\"cam\", nonce=\"1\"",
            "Digest realm=\"cam\", nonce=\"1\", qop=\"auth\", algorithm=SHA-256",
            "Basic realm=\"cam\"")) {
      offer(challenge);
      try (TestPull pull = pull("user:p%40ss")) {
        pull.awaitFrames();
      }
    }
  }

  @Test
  void aWrongPasswordIsToldAndTriedAgain() throws Exception {
    offer("Digest realm=\"cam\", nonce=\"1\"");
    try (TestPull pull = pull("user:wrong")) {
      pull.awaitFailure("401 Unauthorized");
      await().atMost(PATIENCE).until(() -> pull.view().attempts() >= 3);
      assertThat(pull.streams.streams()).isEmpty();
      assertThat(pull.sessions.opened()).as("sessions that others see").isZero();

      camera.login = new Credentials("user", "wrong");
      pull.awaitFrames();
      assertThat(pull.view().lastFailure()).contains("401");
    }
  }

  @Test
  void aCameraThatComesBackIsFound() throws Exception {
    try (TestPull pull = pull(RtspTransport.AUTO)) {
      pull.awaitFrames();
      camera.gone = true;
      camera.hangUp();
      await()
          .atMost(PATIENCE)
          .until(
              () -> pull.view().attempts() >= 3 && pull.view().state() != SessionState.STREAMING);

      camera.gone = false;
      pull.awaitFrames();
      assertThat(pull.view().lastFailure()).isNotEmpty();
    }
  }

  @Test
  void aCameraWithoutFramesIsCalledAnew() throws Exception {
    camera.sendsMedia = false;
    Duration second = Duration.ofSeconds(1);
    DialOptions impatient = TestPull.DIAL.within(TestPull.DIAL.connect(), second, second);
    try (TestPull pull = new TestPull(camera.url(), RtspTransport.AUTO, impatient)) {
      pull.awaitFailure("no frame for 1 s");
      camera.sendsMedia = true;
      await().atMost(PATIENCE).until(() -> pull.frames() >= 10);
      assertThat(camera.connections.get()).isGreaterThanOrEqualTo(2);
    }
  }

  @Test
  void aCameraWithoutAFirstFrameIsCalledAnew() throws Exception {
    camera.sendsMedia = false;
    DialOptions usual = TestPull.DIAL;
    DialOptions impatient = usual.within(usual.connect(), Duration.ofMillis(400), usual.noFrame());
    try (TestPull pull = new TestPull(camera.url(), RtspTransport.TCP, impatient)) {
      pull.awaitFailure("no frame for 400 ms");
    }
  }

  @Test
  void namesTheInterfaceThatIsNotThere() throws Exception {
    DialOptions elsewhere = TestPull.DIAL.by("nosuch0", 0);
    try (TestPull pull = new TestPull(camera.url(), RtspTransport.AUTO, elsewhere)) {
      pull.awaitFailure("no network interface nosuch0");
    }
  }

  /// The address is that of the camera, so that its datagrams come through.
  @Test
  void boundAndMarkedPathsCarryFrames() throws Exception {
    DialOptions bound = TestPull.DIAL.by("127.0.0.1", 46);
    for (RtspTransport transport : List.of(RtspTransport.TCP, RtspTransport.UDP)) {
      try (TestPull pull = new TestPull(camera.url(), transport, bound)) {
        pull.awaitFrames();
      }
    }
  }

  @Test
  void aConnectionTakesAPartOfTheTimeForAll() {
    assertThat(Dialer.connectTime(Duration.ofSeconds(10))).isEqualTo(Duration.ofSeconds(3));
    assertThat(Dialer.connectTime(Duration.ofSeconds(20))).isEqualTo(Duration.ofSeconds(6));
    assertThat(Dialer.connectTime(Duration.ofSeconds(5))).isEqualTo(Duration.ofSeconds(3));
    assertThat(Dialer.connectTime(Duration.ofMillis(100))).isEqualTo(Duration.ofMillis(100));
  }

  @Test
  void aReturnWithFewerTracksIsAFailure() throws Exception {
    camera.withAudio = true;
    try (TestPull pull = pull(RtspTransport.AUTO)) {
      await().atMost(PATIENCE).until(() -> pull.view().state() == SessionState.STREAMING);
      camera.withAudio = false;
      camera.hangUp();
      pull.awaitFailure("the camera offers 1 video, 0 audio, before it was 1 video, 1 audio");

      camera.withAudio = true;
      await().atMost(PATIENCE).until(() -> pull.view().state() == SessionState.STREAMING);
    }
  }

  @Test
  void packetsBeforeTheAnswerToPlayAreTaken() throws Exception {
    camera.sendsMedia = false;
    camera.sendsBeforeAnswer = true;
    try (TestPull pull = pull(RtspTransport.AUTO)) {
      await().atMost(PATIENCE).until(() -> pull.frames() >= 1);
    }
  }

  @Test
  void goesWhereItIsSent() throws Exception {
    try (TestCamera other = new TestCamera()) {
      camera.redirect = other.url();
      try (TestPull pull = pull(RtspTransport.AUTO)) {
        pull.awaitFrames();
        assertThat(other.count(Method.PLAY)).isEqualTo(1);
        assertThat(camera.count(Method.SETUP)).isZero();
      }
    }
  }

  @Test
  void aCircleOfRedirectsEnds() throws Exception {
    camera.redirect = camera.url();
    try (TestPull pull = pull(RtspTransport.AUTO)) {
      pull.awaitFailure("302 Moved Temporarily");
    }
  }

  @Test
  void keepsTheSessionAliveByWhatIsOfferedAndChangesTheMethod() throws Exception {
    camera.sessionTimeout = "1";
    camera.refusedMethod = Method.GET_PARAMETER;
    try (TestPull pull = pull(RtspTransport.AUTO)) {
      await().atMost(PATIENCE).until(() -> camera.count(Method.GET_PARAMETER) == 1);
      await().atMost(PATIENCE).until(() -> camera.count(Method.OPTIONS) >= 3);

      pull.awaitFrames();
      assertThat(pull.view().attempts()).isEqualTo(1);
      assertThat(camera.count(Method.GET_PARAMETER)).isEqualTo(1);
      assertThat(camera.requests.getLast().headers().first("Session")).isEqualTo("4711");
      awaitQuirk(pull, "keep-alive=OPTIONS", RtspPullView.Origin.LEARNED);

      camera.hangUp();
      await().atMost(PATIENCE).until(() -> camera.count(Method.PLAY) == 2);
      pull.awaitFrames();
      assertThat(camera.count(Method.GET_PARAMETER)).isEqualTo(1);
    }
  }

  private static void awaitQuirk(TestPull pull, String word, RtspPullView.Origin origin) {
    await()
        .atMost(PATIENCE)
        .until(() -> pull.view().quirks().contains(new RtspPullView.Quirk(word, origin)));
  }

  /// Thingino firmware says 454 to every GET_PARAMETER.
  @Test
  void aSessionThatFlowsIsNotOverWhenAKeepAliveSaysSo() throws Exception {
    camera.sessionTimeout = "1";
    camera.refusedMethod = Method.GET_PARAMETER;
    camera.refusedStatus = 454;
    try (TestPull pull = pull(RtspTransport.AUTO)) {
      pull.awaitFrames();
      awaitQuirk(pull, "keep-alive=OPTIONS", RtspPullView.Origin.LEARNED);
      assertThat(pull.view().attempts()).isEqualTo(1);
    }
  }

  /// PTZOptics cameras have nothing to play at the URL that their description gives.
  @Test
  void playsAtTheRequestedUrlWhereTheDescribedOneIsNoneOfTheCamera() throws Exception {
    camera.playsAt = "/cam";
    try (TestPull pull = pull(RtspTransport.AUTO)) {
      pull.awaitFrames();
      awaitQuirk(pull, "control=request-url", RtspPullView.Origin.LEARNED);
      assertThat(pull.view().attempts()).isEqualTo(2);
    }
  }

  @Test
  void playsTrackByTrackWhereThereIsNoAggregate() throws Exception {
    camera.playsAt = "/trackID=1";
    camera.refusedStatus = 459;
    try (TestPull pull = pull(RtspTransport.AUTO)) {
      pull.awaitFrames();
      awaitQuirk(pull, "control=tracks", RtspPullView.Origin.LEARNED);
    }
  }

  @Test
  void theTableKnowsTheCameraByWhatItSays() throws Exception {
    camera.serverName = "Hipcam RealServer/V1.0";
    camera.sessionTimeout = "1";
    try (TestPull pull = pull(RtspTransport.AUTO)) {
      await().atMost(PATIENCE).until(() -> camera.count(Method.OPTIONS) >= 3);
      assertThat(camera.count(Method.GET_PARAMETER)).isZero();
      assertThat(pull.view().device()).isEqualTo("Hipcam RealServer/V1.0");
      awaitQuirk(pull, "keep-alive=OPTIONS", RtspPullView.Origin.TABLE);
    }
  }

  @Test
  void whatWorkedAfterAFallBackIsLearned() throws Exception {
    camera.refusesTcp = true;
    try (TestPull pull = pull(RtspTransport.AUTO)) {
      pull.awaitFrames();
      awaitQuirk(pull, "transport=udp", RtspPullView.Origin.LEARNED);
    }
  }

  @Test
  void theRouteSaysThatTimestampsMakeNoSense() throws Exception {
    RtspQuirks quirks = RtspQuirks.parse("transport=udp arrival-times");
    try (TestPull pull = new TestPull(camera.url(), RtspTransport.AUTO, quirks)) {
      pull.awaitFrames();
      assertThat(pull.view().transport()).isEqualTo(RtspTransport.UDP);
      awaitQuirk(pull, "arrival-times", RtspPullView.Origin.ROUTE);
    }
  }
}
