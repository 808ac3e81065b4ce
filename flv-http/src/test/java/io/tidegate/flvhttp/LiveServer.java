package io.tidegate.flvhttp;

import static io.tidegate.media.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.ByteWriter;
import io.tidegate.media.Bytes;
import io.tidegate.media.CodecParams;
import io.tidegate.media.Frame;
import io.tidegate.media.FrameRate;
import io.tidegate.media.MediaTime;
import io.tidegate.media.StreamEvent;
import io.tidegate.media.StreamKey;
import io.tidegate.media.Track;
import io.tidegate.media.TrackList;
import io.tidegate.media.VideoFormat;
import io.tidegate.media.codec.AudioSpecificConfig;
import io.tidegate.media.hub.AdmissionPolicy;
import io.tidegate.media.hub.CloseReason;
import io.tidegate.media.hub.HubOptions;
import io.tidegate.media.hub.Loop;
import io.tidegate.media.hub.Protocol;
import io.tidegate.media.hub.Publication;
import io.tidegate.media.hub.PublishRequest;
import io.tidegate.media.hub.PublishResult;
import io.tidegate.media.hub.SessionRegistry;
import io.tidegate.media.hub.StreamHub;
import io.tidegate.media.hub.StreamRegistry;
import io.tidegate.media.hub.WaitingPlayers;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/// A server with the routes under test on a free port, and a publisher whose frames the test makes.
final class LiveServer {
  static final int VIDEO = 1;
  static final int AUDIO = 2;

  private static final Bytes SPS =
      Bytes.ofHex("6742c01eda0280bfe5c0440000030004000003 00c83c58ba80");
  private static final Bytes PPS = Bytes.ofHex("68ce3c80");

  final Vertx vertx = Vertx.vertx();
  final VertxTestLoops loops = new VertxTestLoops();
  final SessionRegistry sessions = new SessionRegistry();
  final StreamRegistry registry;
  final FlvHttpRoutes routes;
  private final List<Throwable> bugs = new CopyOnWriteArrayList<>();
  private final HttpServer server;
  private final AtomicReference<Publication> current = new AtomicReference<>();

  LiveServer(FlvHttpOptions options, AdmissionPolicy policy) throws Exception {
    this(options, policy, WaitingPlayers.Limits.NONE);
  }

  LiveServer(FlvHttpOptions options, AdmissionPolicy policy, WaitingPlayers.Limits waiting)
      throws Exception {
    registry = new StreamRegistry(loops, policy, HubOptions.defaults(bugs::add), waiting);
    routes = new FlvHttpRoutes(registry, sessions, loops, options);
    Router router = Router.router(vertx);
    routes.mount(router);
    HttpServerOptions http = new HttpServerOptions().setSendBufferSize(64 << 10);
    server = vertx.createHttpServer(http).requestHandler(router);
    server.listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture().get(30, SECONDS);
  }

  private static final TimeUnit SECONDS = TimeUnit.SECONDS;

  LiveServer() throws Exception {
    this(FlvHttpOptions.DEFAULT, AdmissionPolicy.OPEN);
  }

  int port() {
    return server.actualPort();
  }

  static TrackList tracks() throws Exception {
    CodecParams.Avc avc =
        new CodecParams.Avc(
            List.of(SPS), List.of(PPS), VideoFormat.of(640, 360, new FrameRate(25, 1), 0), 1, 8, 8);
    CodecParams.Aac aac = AudioSpecificConfig.parse(AudioSpecificConfig.write(2, 48_000, 2));
    return TrackList.of(new Track(VIDEO, avc), new Track(AUDIO, aac));
  }

  /// Publishes `live/x` and announces its tracks.
  void publish() throws Exception {
    publishWithoutTracks();
    emit(new StreamEvent.TracksChanged(tracks()));
  }

  void publishWithoutTracks() throws Exception {
    PublishRequest request =
        new PublishRequest("p", StreamKey.parse("live/x"), Protocol.RTMP, "test", Map.of());
    CompletableFuture<PublishResult> granted = new CompletableFuture<>();
    vertx.runOnContext(_ -> granted.complete(registry.publish(request, _ -> {})));
    current.set(((PublishResult.Accepted) granted.get(30, SECONDS)).publication());
  }

  private Publication publication() {
    return Objects.requireNonNull(current.get());
  }

  StreamHub hub() {
    return publication().hub();
  }

  void emit(StreamEvent event) throws Exception {
    CompletableFuture<Void> done = new CompletableFuture<>();
    Loop loop = hub().loop();
    loop.execute(() -> {
      publication().emit(event);
      done.complete(null);
    });
    done.get(30, SECONDS);
  }

  /// `count` pictures of 40 ms from number `first` on with the sound between them; each tenth is a
  /// key frame.
  void frames(int first, int count, int pictureBytes) throws Exception {
    for (int i = first; i < first + count; i++) {
      MediaTime at = MediaTime.ofMillis(40L * i);
      Bytes picture = picture(i, pictureBytes);
      emit(new Frame(VIDEO, at, at, i % 10 == 0, picture, System.nanoTime()));
      Bytes sound = Bytes.of(0x21, i, i >> 8, 4, 5);
      emit(new Frame(AUDIO, at, at, true, sound, System.nanoTime()));
    }
  }

  /// One frame of sound.
  void sound(int ms) throws Exception {
    MediaTime at = MediaTime.ofMillis(ms);
    emit(new Frame(AUDIO, at, at, true, Bytes.of(0x21, ms, 2, 3), System.nanoTime()));
  }

  private static Bytes picture(int number, int bytes) {
    ByteWriter out = new ByteWriter(bytes + 5);
    return out.u32(bytes + 1).u8(number % 10 == 0 ? 0x65 : 0x41).fill(number, bytes).toBytes();
  }

  /// Waits until somebody watches. Being counted is not enough: the viewer's loop counts, then the
  /// hub's loop lets it in, and what the test does next comes after that.
  void watched() {
    await().until(() -> routes.feeds() == 1);
  }

  void endOfStream() {
    registry.shutDown();
  }

  void unpublish() {
    publication().close(CloseReason.ENDED_BY_PEER);
  }

  void close() throws Exception {
    registry.shutDown();
    vertx.close().toCompletionStage().toCompletableFuture().get(30, SECONDS);
    assertThat(routes.viewers()).isNotNegative();
    assertThat(bugs).isEmpty();
  }
}
