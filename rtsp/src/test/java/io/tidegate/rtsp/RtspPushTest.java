package io.tidegate.rtsp;

import static io.tidegate.media.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.Bytes;
import io.tidegate.media.CodecParams;
import io.tidegate.media.StreamKey;
import io.tidegate.media.Track;
import io.tidegate.media.TrackList;
import io.tidegate.media.hub.AdmissionPolicy;
import io.tidegate.media.hub.CloseReason;
import io.tidegate.media.hub.DialOptions;
import io.tidegate.media.hub.SessionState;
import io.tidegate.media.hub.SessionView;
import io.tidegate.media.hub.StreamHub;
import io.tidegate.media.testing.SyntheticStreams;
import io.tidegate.rtsp.RtspServerPublishTest.TokenPolicy;
import io.tidegate.rtsp.message.Credentials;
import io.tidegate.rtsp.message.RtspUrl;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Pushes to another server of ours, and to peers that behave otherwise.
final class RtspPushTest {
  private static final StreamKey COPY = StreamKey.parse("live/copy");

  /// Nobody waits long for the next call.
  private static final RtspOptions OPTIONS =
      new RtspOptions(
          Duration.ofSeconds(3),
          Duration.ofMillis(20),
          Duration.ofMillis(100),
          Duration.ofMillis(100));

  /// Nothing is late on a busy machine.
  private static final DialOptions LONG =
      DialOptions.DEFAULT.within(
          Duration.ofMinutes(1), Duration.ofMinutes(1), Duration.ofMinutes(1));

  private static final CodecParams.Flac FLAC =
      new CodecParams.Flac(Bytes.wrap(new byte[34]), 48_000, 2, 16, 4_096);

  private TestRtspServer here;
  private TestRtspServer there;
  private RtspPushVerticle pushing;

  @BeforeEach
  void start() {
    here = TestRtspServer.open();
    there = TestRtspServer.open();
    pushing = here.pushing(OPTIONS);
  }

  @AfterEach
  void stop() {
    here.close();
    there.close();
  }

  private void replaceThere(TestRtspServer other) {
    there.close();
    there = other;
  }

  private RtspUrl url(int port) throws Exception {
    return RtspUrl.parse("rtsp://127.0.0.1:" + port + "/" + COPY);
  }

  private void push(RtspUrl url, DialOptions dial) {
    pushing.push(new RtspPushTarget(TestRtspServer.KEY, url, true, dial));
  }

  private RtspPushView view() {
    await("the push").until(() -> pushing.pushes().size() == 1);
    return pushing.pushes().getFirst();
  }

  private void awaitFailure(String part) {
    await("a failure with: " + part).until(() -> view().lastFailure().contains(part));
  }

  /// Ten more than now.
  private void awaitFrames() {
    long before = there.frames(COPY);
    await("frames at the other server").until(() -> there.frames(COPY) >= before + 10);
  }

  private List<SessionView> pushes() {
    return here.sessions.sessions().stream()
        .filter(view -> view.kind() == SessionView.Kind.PUSH)
        .toList();
  }

  @Test
  void pushesAStreamWithItsSound() throws Exception {
    here.publish();
    push(url(there.port), LONG);
    awaitFrames();
    StreamHub copy = Objects.requireNonNull(there.streams.find(COPY));
    assertThat(copy.tracks().video().orElseThrow().params()).isEqualTo(SyntheticStreams.avc());
    assertThat(copy.tracks().audio()).isPresent();
    assertThat(view().state()).isEqualTo(SessionState.STREAMING);
    assertThat(view().lastFailure()).isEmpty();
    await("a count").until(() -> view().bytes() > 0 && pushes().getFirst().bytes() > 0);
  }

  @Test
  void waitsForTheStreamAndFollowsItsReturn() throws Exception {
    push(url(there.port), LONG);
    assertThat(view().state()).isEqualTo(SessionState.IDLE);
    TestRtspServer.Live first = here.publish();
    awaitFrames();
    first.end();
    await("the end").until(() -> view().state() == SessionState.DISCONNECTED);
    assertThat(view().lastFailure()).isEmpty();
    assertThat(view().attempts()).isEqualTo(1);
    here.publish();
    awaitFrames();
    assertThat(view().attempts())
        .isBetween(2L, 3L); // the other server may still have the first session
  }

  @Test
  void comesBackWithItsServer() throws Exception {
    here.publish();
    push(url(there.port), LONG);
    awaitFrames();
    int port = there.port;
    there.close();
    await("the loss").until(() -> !view().lastFailure().isEmpty());
    there = new TestRtspServer(TestRtspServer.patientAt(port), AdmissionPolicy.OPEN);
    awaitFrames();
    assertThat(view().lastFailure()).isNotEmpty();
  }

  @Test
  void aWrongPasswordIsNamedAndARightOneIsTaken() throws Exception {
    replaceThere(
        new TestRtspServer(
            TestRtspServer.PATIENT.withSecret("s3cret"), new TokenPolicy("s3cret", false)));
    here.publish();
    RtspUrl url = url(there.port);
    RtspPushTarget wrong =
        new RtspPushTarget(
            TestRtspServer.KEY, url.withLogin(new Credentials("me", "geheim")), true, LONG);
    pushing.push(wrong);
    awaitFailure("name or password missing or wrong");
    assertThat(view().lastFailure()).startsWith("ANNOUNCE: 401 ");
    assertThat(view().toString()).doesNotContain("geheim");
    pushing.end(wrong);
    await("its end").until(() -> pushing.pushes().isEmpty());
    push(url.withLogin(new Credentials("me", "s3cret")), LONG);
    awaitFrames();
  }

  @Test
  void otherTracksAreAnnouncedAnew() throws Exception {
    TestRtspServer.Live live = here.publish();
    push(url(there.port), LONG);
    awaitFrames();
    live.change(TrackList.of(new Track(SyntheticStreams.VIDEO, SyntheticStreams.hevc())));
    await("the other coding")
        .until(() -> {
          StreamHub copy = there.streams.find(COPY);
          return copy != null
              && copy.tracks().video().orElseThrow().params().equals(SyntheticStreams.hevc());
        });
    assertThat(view().lastFailure()).isEmpty();
  }

  @Test
  void comesBackWhenItIsEndedFromOutside() throws Exception {
    here.publish();
    push(url(there.port), LONG);
    await("the session").until(() -> pushes().size() == 1);
    assertThat(here.sessions.close(pushes().getFirst().id(), CloseReason.KICKED)).isTrue();
    awaitFailure("closed: kicked");
    await("the next call").until(() -> view().state() == SessionState.STREAMING);
    awaitFrames();
  }

  @Test
  void aServerThatSaysNothingIsGivenUp() throws Exception {
    here.publish();
    Duration minute = Duration.ofMinutes(1);
    try (ServerSocket mute = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      push(url(mute.getLocalPort()), LONG.within(Duration.ofMillis(500), minute, minute));
      awaitFailure("OPTIONS was not answered in 500 ms");
    }
  }

  @Test
  void followsARedirectionAndGivesUpACircle() throws Exception {
    here.publish();
    try (ServerSocket other = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      String location = "rtsp://127.0.0.1:" + there.port + "/" + COPY;
      Thread.ofVirtual().start(() -> redirect(other, location));
      push(url(other.getLocalPort()), LONG);
      awaitFrames();
    }
    try (ServerSocket circle = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      String location = "rtsp://127.0.0.1:" + circle.getLocalPort() + "/" + COPY;
      Thread.ofVirtual().start(() -> redirect(circle, location));
      pushing.push(new RtspPushTarget(TestRtspServer.KEY, url(circle.getLocalPort()), true, LONG));
      await("an end of the circle")
          .until(() ->
              pushing.pushes().stream()
                  .anyMatch(view -> view.lastFailure().startsWith("ANNOUNCE: 302")));
    }
  }

  /// Answers every connection until its socket is closed.
  private static void redirect(ServerSocket server, String location) {
    while (!server.isClosed()) {
      try (Socket peer = server.accept()) {
        answer(peer, "200 OK\r\nPublic: ANNOUNCE");
        answer(peer, "302 Found\r\nLocation: " + location);
      } catch (IOException over) {
        // the next one, or none
      }
    }
  }

  private static void answer(Socket peer, String status) throws IOException {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(peer.getInputStream(), StandardCharsets.UTF_8));
    String number = "";
    for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
      number = line.startsWith("CSeq") ? line : number;
    }
    OutputStream out = peer.getOutputStream();
    out.write(
        ("RTSP/1.0 " + status + "\r\n" + number + "\r\n\r\n").getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  @Test
  void aStreamThatRtpDoesNotCarryIsNamed() throws Exception {
    here.publish(TrackList.of(new Track(SyntheticStreams.AUDIO, FLAC)));
    push(url(there.port), LONG);
    awaitFailure("RTP carries none of the stream's tracks");
  }
}
