package io.tidegate.rtsp;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tidegate.media.Frame;
import io.tidegate.media.StreamEvent;
import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.AdmissionPolicy;
import io.tidegate.media.hub.DialOptions;
import io.tidegate.media.hub.HubOptions;
import io.tidegate.media.hub.Loops;
import io.tidegate.media.hub.SessionRegistry;
import io.tidegate.media.hub.SessionState;
import io.tidegate.media.hub.StreamRegistry;
import io.tidegate.rtsp.message.RtspUrl;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/// One camera pulled into a registry of its own, and what its stream heard.
final class TestPull implements AutoCloseable {
  static final StreamKey KEY = StreamKey.parse("live/cam");

  /// Long enough for a machine that stalls, short enough not to wait for in a test.
  static final RtspOptions OPTIONS =
      new RtspOptions(
          Duration.ofSeconds(2),
          Duration.ofMillis(50),
          Duration.ofMillis(200),
          Duration.ofMillis(200));

  static final DialOptions DIAL =
      DialOptions.DEFAULT.within(
          Duration.ofSeconds(20), Duration.ofSeconds(20), Duration.ofSeconds(20));

  private final Vertx vertx = Vertx.vertx();
  private final List<Throwable> bugs = new CopyOnWriteArrayList<>();
  private final AtomicLong frames = new AtomicLong();
  final SessionRegistry sessions = new SessionRegistry();
  final StreamRegistry streams;
  private final RtspPullVerticle verticle;

  TestPull(String url, RtspTransport transport, DialOptions dial) throws Exception {
    this(url, transport, dial, RtspQuirks.NONE);
  }

  TestPull(String url, RtspTransport transport, RtspQuirks quirks) throws Exception {
    this(url, transport, DIAL, quirks);
  }

  private TestPull(String url, RtspTransport transport, DialOptions dial, RtspQuirks quirks)
      throws Exception {
    Loops loops = new VertxTestLoops();
    streams = new StreamRegistry(loops, AdmissionPolicy.OPEN, HubOptions.defaults(bugs::add));
    streams.observe(hub -> hub.attach(this::count));
    RtspPullTarget target =
        new RtspPullTarget(KEY, RtspUrl.parse(url), transport, false, quirks, dial);
    RtspService service = new RtspService(streams, sessions, loops);
    verticle = new RtspPullVerticle(List.of(target), OPTIONS, service);
    vertx.deployVerticle(verticle).toCompletionStage().toCompletableFuture().join();
  }

  TestPull(String url, RtspTransport transport) throws Exception {
    this(url, transport, DIAL);
  }

  private void count(StreamEvent event) {
    if (event instanceof Frame) {
      frames.incrementAndGet();
    }
  }

  long frames() {
    return frames.get();
  }

  RtspPullView view() {
    return verticle.pulls().getFirst().view();
  }

  /// Ten more frames than now.
  void awaitFrames() {
    long before = frames();
    await().atMost(Duration.ofSeconds(30)).until(() -> frames() >= before + 10);
    assertEquals(SessionState.STREAMING, view().state());
  }

  void awaitFailure(String part) {
    await().atMost(Duration.ofSeconds(30)).until(() -> view().lastFailure().contains(part));
  }

  @Override
  public void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
    assertEquals(List.of(), bugs);
    assertEquals(List.of(), sessions.sessions());
  }
}
