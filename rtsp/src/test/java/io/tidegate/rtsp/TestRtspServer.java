package io.tidegate.rtsp;

import static io.tidegate.media.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.Frame;
import io.tidegate.media.MediaTime;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamEvent;
import io.tidegate.media.StreamKey;
import io.tidegate.media.TrackList;
import io.tidegate.media.hub.AdmissionPolicy;
import io.tidegate.media.hub.CloseReason;
import io.tidegate.media.hub.HubOptions;
import io.tidegate.media.hub.Loops;
import io.tidegate.media.hub.Protocol;
import io.tidegate.media.hub.Publication;
import io.tidegate.media.hub.PublishRequest;
import io.tidegate.media.hub.PublishResult;
import io.tidegate.media.hub.SessionRegistry;
import io.tidegate.media.hub.SessionView;
import io.tidegate.media.hub.StreamHub;
import io.tidegate.media.hub.StreamRegistry;
import io.tidegate.media.testing.AwaitingPolicy;
import io.tidegate.media.testing.SyntheticStreams;
import io.tidegate.media.testing.SyntheticStreams.Spec;
import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// An RTSP server of two event loops on loopback, what its hubs heard, and streams to play.
final class TestRtspServer implements AutoCloseable {
  /// Nothing of a test that is late on a busy machine is closed for that.
  static final RtspServerOptions PATIENT = patientAt(0);

  static final StreamKey KEY = StreamKey.parse("live/x");

  private final Vertx vertx = Vertx.vertx();
  private final List<Throwable> bugs = new CopyOnWriteArrayList<>();
  private final Map<StreamKey, AtomicLong> frames = new ConcurrentHashMap<>();
  private final Loops loops = new VertxTestLoops();
  final StreamRegistry streams;
  final SessionRegistry sessions = new SessionRegistry();
  final RtspServerStats stats = new RtspServerStats();
  private final RtspServerService service;
  final int port;

  TestRtspServer(RtspServerOptions options, AdmissionPolicy policy) {
    streams =
        new StreamRegistry(loops, policy, HubOptions.defaults(bugs::add), AwaitingPolicy.PATIENT);
    streams.observe(this::count);
    service = new RtspServerService(streams, sessions, loops, stats);
    List<RtspServerVerticle> verticles = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      verticles.add(new RtspServerVerticle(options, service));
    }
    var supply = verticles.iterator();
    vertx
        .deployVerticle(supply::next, new DeploymentOptions().setInstances(2))
        .toCompletionStage()
        .toCompletableFuture()
        .join();
    port = verticles.get(0).actualPort();
    assertThat(verticles.get(1).actualPort()).isEqualTo(port);
  }

  static RtspServerOptions patientAt(int port) {
    return RtspServerOptions.at("127.0.0.1", port)
        .withTimeouts(Duration.ofMinutes(2), Duration.ofMinutes(2), Duration.ofMinutes(2))
        .withStartTimeout(Duration.ofMinutes(2));
  }

  /// Pushes of the streams here.
  RtspPushVerticle pushing(RtspOptions options) {
    RtspPushVerticle pushing = new RtspPushVerticle(options, service);
    streams.observe(pushing);
    vertx.deployVerticle(pushing).toCompletionStage().toCompletableFuture().join();
    return pushing;
  }

  static TestRtspServer open() {
    return new TestRtspServer(PATIENT, AdmissionPolicy.OPEN);
  }

  String url() {
    return "rtsp://127.0.0.1:" + port + "/" + KEY;
  }

  /// Frames that came into a stream so far.
  long frames(StreamKey key) {
    AtomicLong count = frames.get(key);
    return count == null ? 0 : count.get();
  }

  private void count(StreamHub hub) {
    AtomicLong count = frames.computeIfAbsent(hub.key(), _ -> new AtomicLong());
    hub.attach(event -> {
      if (event instanceof Frame) {
        count.incrementAndGet();
      }
    });
  }

  void awaitSession(SessionView.Kind kind) {
    await().until(() -> sessions.sessions().stream().anyMatch(view -> view.kind() == kind));
  }

  void awaitClosed(CloseReason reason) {
    await("closed as " + reason).until(() -> stats.closed().getOrDefault(reason, 0L) > 0);
  }

  /// Picture and sound on [#KEY], in real time, a key frame every half second.
  Live publish() {
    return publish(SyntheticStreams.tracks());
  }

  Live publish(TrackList tracks) {
    return new Live(Spec.of(tracks).withGop(12));
  }

  @Override
  public void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
    assertThat(bugs).isEmpty();
    assertThat(sessions.sessions()).isEmpty();
    assertThat(stats.open()).isZero();
  }

  /// A publisher inside the process.
  final class Live implements Publication.Owner {
    /// Longer than any test.
    private static final MediaTime LENGTH = MediaTime.ofSeconds(240);

    final AtomicInteger keyFramesWanted = new AtomicInteger();
    private final Context context = vertx.getOrCreateContext();
    private final Queue<Frame> left = new ArrayDeque<>();
    private final CompletableFuture<Publication> publication = new CompletableFuture<>();
    private long startNanos;
    private volatile @Nullable CloseReason closed;

    private Live(Spec spec) {
      left.addAll(SyntheticStreams.frames(spec, MediaTime.ZERO, LENGTH));
      context.runOnContext(_ -> start(spec.tracks()));
      publication.join();
    }

    private void start(TrackList tracks) {
      PublishRequest request =
          new PublishRequest("live", KEY, Protocol.RTMP, "127.0.0.1:1", Map.of(), true);
      switch (streams.publish(request, this)) {
        case PublishResult.Accepted accepted -> {
          startNanos = System.nanoTime();
          accepted.publication().emit(new StreamEvent.TracksChanged(tracks));
          emit(accepted.publication());
          vertx.setPeriodic(20, _ -> emit(accepted.publication()));
          publication.complete(accepted.publication());
        }
        case PublishResult.Refused no ->
            publication.completeExceptionally(new IllegalStateException(no.message()));
      }
    }

    private void emit(Publication to) {
      MediaTime now = new MediaTime(System.nanoTime() - startNanos);
      for (Frame next = left.peek(); next != null && !next.dts().isAfter(now); next = left.peek()) {
        to.emit(left.remove());
      }
    }

    /// Other tracks from the next frame on.
    void change(TrackList tracks) {
      context.runOnContext(_ -> {
        MediaTime at = left.element().dts();
        left.clear();
        left.addAll(SyntheticStreams.frames(Spec.of(tracks).withGop(12), at, LENGTH));
        publication.join().emit(new StreamEvent.TracksChanged(tracks));
      });
    }

    /// For good: there is no grace for who shuts down.
    void end() {
      publication.join().close(CloseReason.SHUTTING_DOWN);
    }

    @Override
    public void closed(CloseReason reason) {
      closed = reason;
    }

    @Override
    public void keyFrameWanted() {
      keyFramesWanted.incrementAndGet();
    }

    @Nullable
    CloseReason closedAs() {
      return closed;
    }
  }
}
