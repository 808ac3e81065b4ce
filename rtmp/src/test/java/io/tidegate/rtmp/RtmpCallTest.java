package io.tidegate.rtmp;

import static io.tidegate.media.testing.Patience.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.Admission;
import io.tidegate.media.hub.AdmissionPolicy;
import io.tidegate.media.hub.CloseReason;
import io.tidegate.media.hub.DialOptions;
import io.tidegate.media.hub.PlayRequest;
import io.tidegate.media.hub.PublishRequest;
import io.tidegate.media.hub.Refusal;
import io.tidegate.media.hub.SessionState;
import io.tidegate.media.hub.SessionView;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Pushes to another server and pulls from it. Every tenth picture is a key frame; the newest sound
/// goes out with the picture after it, so one frame is always missing at the other end.
final class RtmpCallTest {
  private static final StreamKey KEY = StreamKey.parse("live/x");

  /// Nothing is late on a busy machine, and nobody waits long for the next call.
  private static final RtmpCallOptions PATIENT =
      new RtmpCallOptions(Duration.ofMillis(20), Duration.ofMillis(100));

  private static final DialOptions LONG =
      DialOptions.DEFAULT.within(
          Duration.ofMinutes(1), Duration.ofMinutes(1), Duration.ofMinutes(1));

  private TestServer here;
  private TestServer there;

  @BeforeEach
  void start() {
    here = TestServer.open();
    there = TestServer.open();
  }

  @AfterEach
  void stop() {
    here.close();
    there.close();
  }

  @Test
  void pushesAStreamFromItsNewestKeyFrame() throws Exception {
    RtmpCallVerticle caller = here.caller(PATIENT);
    try (TestPublisher publisher = TestPublisher.of(here, "x")) {
      publisher.send(15);
      awaitFrames(here, "live/x", 30);
      caller.push(target(there, "live/copy?token=t"));
      awaitFrames(there, "live/copy", 9);
      publisher.send(15);
      awaitFrames(there, "live/copy", 39);
      RtmpCallView view = caller.pushes().get(0);
      assertEquals(SessionState.STREAMING, view.state());
      assertEquals("", view.lastFailure());
      assertEquals("rtmp://127.0.0.1:" + there.port + "/live/…", view.target());
      await().until(() -> caller.pushes().get(0).bytes() > 0);
    }
  }

  @Test
  void aPushWaitsForItsStreamAndComesBackAfterItsEnd() throws Exception {
    RtmpCallVerticle caller = here.caller(PATIENT);
    caller.push(target(there, "live/copy"));
    await().until(() -> caller.pushes().size() == 1);
    assertEquals(SessionState.IDLE, caller.pushes().get(0).state());
    try (TestPublisher publisher = TestPublisher.of(here, "x")) {
      publisher.send(10);
      awaitFrames(there, "live/copy", 19);
      String session = there.sessions.sessions().get(0).id();
      assertTrue(there.sessions.close(session, CloseReason.KICKED));
      await().until(() -> caller.pushes().get(0).attempts() >= 2);
      publisher.send(10);
      await().until(() -> there.frames("live/copy") > 20);
      assertTrue(caller.pushes().get(0).lastFailure().contains("NetConnection.Connect.Closed"));
    }
  }

  @Test
  void aPushThatIsTakenAwayLeaves() throws Exception {
    RtmpCallVerticle caller = here.caller(PATIENT);
    try (TestPublisher publisher = TestPublisher.of(here, "x")) {
      publisher.send(5);
      caller.push(target(there, "live/copy"));
      await().until(() -> there.sessions.size() == 1);
      caller.endPush(target(there, "live/copy"));
      await().until(() -> there.sessions.size() == 0);
      assertEquals(0, caller.pushes().size());
      publisher.send(5);
      awaitFrames(here, "live/x", 20);
    }
  }

  @Test
  void saysNoSecretThatTheServerRepeats() throws Exception {
    there.close();
    String said = "no hush-key at rtmp://h/live/hush-key?token=hush nor at rtmp://h/x?pass=hush";
    there = new TestServer(TestServer.PATIENT, new RefusingPolicy(said));
    RtmpCallVerticle caller = here.caller(PATIENT);
    try (TestPublisher publisher = TestPublisher.of(here, "x")) {
      publisher.send(1);
      caller.push(target(there, "live/hush-key"));
      await().until(() -> caller.pushes().stream().anyMatch(view -> !view.lastFailure().isEmpty()));
      assertEquals(
          "NetStream.Publish.Denied: no ******** at rtmp://h/live/********?token=********"
              + " nor at rtmp://h/x?pass=********",
          caller.pushes().get(0).lastFailure());
    }
  }

  @Test
  void keepsWhatTheServerSaid() throws Exception {
    there.close();
    there = new TestServer(TestServer.PATIENT, new RefusingPolicy("not for you"));
    RtmpCallVerticle caller = here.caller(PATIENT);
    try (TestPublisher publisher = TestPublisher.of(here, "x")) {
      publisher.send(1);
      caller.push(target(there, "live/copy"));
      caller.pull(
          new RtmpTarget(StreamKey.parse("live/other"), address(there, "live/y"), true, LONG));
      await()
          .until(() ->
              caller.pushes().stream()
                  .anyMatch(
                      view -> view.lastFailure().equals("NetStream.Publish.Denied: not for you")));
      await()
          .until(() ->
              caller.pulls().stream()
                  .anyMatch(
                      view -> view.lastFailure().equals("NetStream.Play.Failed: not for you")));
    }
  }

  @Test
  void pullsAStreamAndCallsAgainWhenItEnds() throws Exception {
    RtmpCallVerticle caller = here.caller(PATIENT);
    try (TestPublisher publisher = TestPublisher.of(there, "x")) {
      publisher.send(10);
      awaitFrames(there, "live/x", 20);
      caller.pull(
          new RtmpTarget(StreamKey.parse("live/copy"), address(there, "live/x"), true, LONG));
      awaitFrames(here, "live/copy", 19);
      assertEquals(SessionState.STREAMING, caller.pulls().get(0).state());
      String session = here.sessions.sessions().get(0).id();
      assertTrue(here.sessions.close(session, CloseReason.KICKED));
      await().until(() -> caller.pulls().get(0).attempts() >= 2);
      assertEquals("closed: kicked", caller.pulls().get(0).lastFailure());
      publisher.send(20);
      await().until(() -> here.frames("live/copy") > 20);
      caller.endPull(
          new RtmpTarget(StreamKey.parse("live/copy"), address(there, "live/x"), true, LONG));
      await().until(() -> here.sessions.size() == 0);
    }
  }

  @Test
  void saysThatNobodyIsThere() throws Exception {
    there.close();
    RtmpCallVerticle caller = here.caller(PATIENT);
    caller.pull(new RtmpTarget(KEY, address(there, "live/x"), true, LONG));
    await().until(() -> caller.pulls().size() == 1 && caller.pulls().get(0).attempts() >= 3);
    String failure = caller.pulls().get(0).lastFailure();
    assertTrue(failure.startsWith("no connection: "), failure);
    there = TestServer.open();
  }

  @Test
  void aServerThatSaysNothingIsGivenUp() throws Exception {
    DialOptions hasty =
        LONG.within(Duration.ofSeconds(1), Duration.ofMinutes(1), Duration.ofMinutes(1));
    try (ServerSocket mute = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      RtmpCallVerticle caller = here.caller(PATIENT);
      caller.pull(new RtmpTarget(KEY, addressAt(mute.getLocalPort()), true, hasty));
      await()
          .until(() ->
              caller.pulls().stream()
                  .anyMatch(view -> view.lastFailure().equals("no answer within 1 s")));
    }
  }

  @Test
  void aServerOfAnotherProtocolIsNamed() throws Exception {
    try (ServerSocket web = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      RtmpCallVerticle caller = here.caller(PATIENT);
      caller.pull(new RtmpTarget(KEY, addressAt(web.getLocalPort()), true, LONG));
      try (Socket socket = web.accept()) {
        byte[] hello = "HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
        socket.getOutputStream().write(hello);
        await().until(() -> caller.pulls().get(0).lastFailure().contains("does not speak RTMP"));
      }
    }
  }

  @Test
  void aPushIsASessionThatCanBeEndedAndComesBack() throws Exception {
    RtmpCallVerticle caller = here.caller(PATIENT);
    try (TestPublisher publisher = TestPublisher.of(here, "x")) {
      publisher.send(15);
      caller.push(target(there, "live/copy"));
      await().until(() -> pushes().size() == 1);
      assertTrue(here.sessions.close(pushes().getFirst().id(), CloseReason.KICKED));
      await()
          .until(() ->
              caller.pushes().stream()
                  .anyMatch(view -> view.lastFailure().equals("closed: kicked")));
      await().until(() -> caller.pushes().getFirst().state() == SessionState.STREAMING);
      assertEquals(2, caller.pushes().getFirst().attempts());
    }
  }

  private List<SessionView> pushes() {
    return here.sessions.sessions().stream()
        .filter(view -> view.kind() == SessionView.Kind.PUSH)
        .toList();
  }

  @Test
  void aPushOfAStreamWithoutFramesEnds() throws Exception {
    Duration minute = Duration.ofMinutes(1);
    DialOptions hasty = LONG.within(minute, minute, Duration.ofMillis(300));
    RtmpCallVerticle caller = here.caller(PATIENT);
    try (TestPublisher publisher = TestPublisher.of(here, "x")) {
      publisher.send(15);
      caller.push(new RtmpTarget(KEY, address(there, "live/copy"), true, hasty));
      await()
          .until(() ->
              caller.pushes().stream()
                  .anyMatch(view -> view.lastFailure().equals("no frame to send for 300 ms")));
    }
  }

  /// Every address of 127.0.0.0/8 is this machine's.
  @Test
  void callsFromTheAddressItIsTold() throws Exception {
    RtmpCallVerticle caller = here.caller(PATIENT);
    try (TestPublisher publisher = TestPublisher.of(here, "x")) {
      publisher.send(15);
      caller.push(new RtmpTarget(KEY, address(there, "live/copy"), true, LONG.by("127.0.0.2", 46)));
      await()
          .until(() ->
              there.sessions.sessions().stream()
                  .anyMatch(view -> view.remote().startsWith("127.0.0.2:")));
    }
  }

  @Test
  void namesTheInterfaceThatIsNotThere() {
    RtmpCallVerticle caller = here.caller(PATIENT);
    caller.pull(new RtmpTarget(KEY, address(there, "live/x"), true, LONG.by("nosuch0", 0)));
    await()
        .until(() ->
            caller.pulls().stream()
                .anyMatch(view ->
                    view.lastFailure().equals("no connection: no network interface nosuch0")));
  }

  private static void awaitFrames(TestServer server, String key, long count) {
    await().untilAsserted(() -> assertEquals(count, server.frames(key)));
  }

  private static RtmpTarget target(TestServer server, String path) {
    return new RtmpTarget(KEY, address(server, path), true, LONG);
  }

  private static RtmpAddress address(TestServer server, String path) {
    return RtmpAddress.parse(server.url(path));
  }

  private static RtmpAddress addressAt(int port) {
    return RtmpAddress.parse("rtmp://127.0.0.1:" + port + "/live/x");
  }

  /// Nobody may do anything.
  private static final class RefusingPolicy implements AdmissionPolicy {
    private final Admission no;

    RefusingPolicy(String words) {
      no = new Admission.Refused(Refusal.NOT_ALLOWED, words);
    }

    @Override
    public Admission publish(PublishRequest request) {
      return no;
    }

    @Override
    public Admission play(PlayRequest request) {
      return no;
    }

    @Override
    public boolean takeOver(PublishRequest request) {
      return false;
    }

    @Override
    public Duration grace(PublishRequest request) {
      return Duration.ZERO;
    }
  }
}
