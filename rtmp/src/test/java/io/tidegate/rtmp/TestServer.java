package io.tidegate.rtmp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tidegate.media.Frame;
import io.tidegate.media.StreamEvent;
import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.AdmissionPolicy;
import io.tidegate.media.hub.HubOptions;
import io.tidegate.media.hub.Loops;
import io.tidegate.media.hub.SessionRegistry;
import io.tidegate.media.hub.StreamHub;
import io.tidegate.media.hub.StreamRegistry;
import io.tidegate.media.testing.AwaitingPolicy;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/// An RTMP server of two event loops on loopback, and what its hubs heard.
final class TestServer implements AutoCloseable {
  /// Nothing of a test that is late on a busy machine is closed for that.
  static final RtmpOptions PATIENT =
      RtmpOptions.at("127.0.0.1", 0)
          .withHandshakeTimeout(Duration.ofMinutes(1))
          .withIdleTimeout(Duration.ofMinutes(1));

  private final Vertx vertx = Vertx.vertx();
  private final List<Throwable> bugs = new CopyOnWriteArrayList<>();
  private final Map<StreamKey, AtomicLong> frames = new ConcurrentHashMap<>();
  private final Loops loops = new VertxTestLoops();
  final StreamRegistry streams;
  final SessionRegistry sessions = new SessionRegistry();
  final RtmpStats stats = new RtmpStats();
  final RtmpService service;
  final int port;

  TestServer(RtmpOptions options, AdmissionPolicy policy) {
    streams =
        new StreamRegistry(loops, policy, HubOptions.defaults(bugs::add), AwaitingPolicy.PATIENT);
    streams.observe(this::count);
    service = new RtmpService(streams, sessions, loops, stats);
    List<RtmpVerticle> verticles = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      verticles.add(new RtmpVerticle(options, service));
    }
    var supply = verticles.iterator();
    vertx
        .deployVerticle(supply::next, new DeploymentOptions().setInstances(2))
        .toCompletionStage()
        .toCompletableFuture()
        .join();
    port = verticles.get(0).actualPort();
    assertEquals(port, verticles.get(1).actualPort());
  }

  static TestServer open() {
    return with(PATIENT);
  }

  static TestServer with(RtmpOptions options) {
    return new TestServer(options, AdmissionPolicy.OPEN);
  }

  /// Calls other servers for this one.
  RtmpCallVerticle caller(RtmpCallOptions options) {
    RtmpCallVerticle caller = new RtmpCallVerticle(options, service);
    vertx.deployVerticle(caller).toCompletionStage().toCompletableFuture().join();
    streams.observe(caller);
    return caller;
  }

  String url(String path) {
    return "rtmp://127.0.0.1:" + port + "/" + path;
  }

  /// Frames that came into this stream so far.
  long frames(String key) {
    AtomicLong count = frames.get(StreamKey.parse(key));
    return count == null ? 0 : count.get();
  }

  /// Returns once the hub's loop has done what was asked of it so far.
  void settle(String key) throws Exception {
    StreamHub hub = Objects.requireNonNull(streams.find(StreamKey.parse(key)));
    CompletableFuture<Void> settled = new CompletableFuture<>();
    hub.loop().run(() -> settled.complete(null));
    settled.get(30, TimeUnit.SECONDS);
  }

  private void count(StreamHub hub) {
    AtomicLong count = frames.computeIfAbsent(hub.key(), _ -> new AtomicLong());
    hub.attach(event -> count(event, count));
  }

  private static void count(StreamEvent event, AtomicLong count) {
    if (event instanceof Frame) {
      count.incrementAndGet();
    }
  }

  @Override
  public void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
    assertEquals(List.of(), bugs);
  }
}
