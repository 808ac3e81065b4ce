package io.tidegate.hls;

import static io.tidegate.hls.TestFrames.AUDIO;
import static io.tidegate.hls.TestFrames.VIDEO;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.DataSize;
import io.tidegate.media.Frame;
import io.tidegate.media.StreamKey;
import io.tidegate.media.Track;
import io.tidegate.media.hub.AdmissionPolicy;
import io.tidegate.media.hub.Credentials;
import io.tidegate.media.hub.HubOptions;
import io.tidegate.media.hub.Protocol;
import io.tidegate.media.hub.Publication;
import io.tidegate.media.hub.PublishRequest;
import io.tidegate.media.hub.PublishResult;
import io.tidegate.media.hub.SessionRegistry;
import io.tidegate.media.hub.StreamRegistry;
import io.tidegate.media.testing.AwaitingPolicy;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/// The routes over real HTTP, with streams that are fed by hand through a real hub.
///
/// 1. [#publish], then [#feed];
/// 2. [#get] and the like;
/// 3. [#close], which fails when an output had a bug.
final class ServedStream implements AutoCloseable {
  private final Vertx vertx = Vertx.vertx();
  private final HttpClient client =
      HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER).build();
  private final List<Throwable> bugs = new CopyOnWriteArrayList<>();
  private final Map<Publication, Context> publishers = new ConcurrentHashMap<>();
  private final SessionRegistry sessions = new SessionRegistry();
  private final StreamRegistry registry;
  private final HlsPackaging packaging;
  private final HlsRoutes routes;
  private final int port;

  /// @param container of the segments of every stream
  ServedStream(AdmissionPolicy policy, HlsOptions.Container container) throws Exception {
    this(policy, _ -> Optional.of(options(container)), Renditions.NONE);
  }

  /// @param options by stream; empty for those that are not packaged
  ServedStream(
      AdmissionPolicy policy,
      Function<StreamKey, Optional<HlsOptions>> options,
      Renditions renditions)
      throws Exception {
    VertxLoops loops = new VertxLoops(vertx);
    registry =
        new StreamRegistry(loops, policy, HubOptions.defaults(bugs::add), AwaitingPolicy.PATIENT);
    packaging = new HlsPackaging(loops, sessions, options, renditions);
    registry.observe(packaging);
    Router router = Router.router(vertx);
    routes = new HlsRoutes(packaging, registry, policy, loops);
    routes.mount(router);
    port =
        vertx
            .createHttpServer()
            .requestHandler(router)
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .get(30, TimeUnit.SECONDS)
            .actualPort();
  }

  /// Segments of two seconds, with parts where there are some.
  static HlsOptions options(HlsOptions.Container container) {
    int partMs = container == HlsOptions.Container.FMP4 ? 200 : 0;
    return new HlsOptions(container, 2_000, partMs, 7, DataSize.ofMegabytes(8));
  }

  HlsPackaging packaging() {
    return packaging;
  }

  HlsRoutes routes() {
    return routes;
  }

  StreamRegistry registry() {
    return registry;
  }

  SessionRegistry sessions() {
    return sessions;
  }

  int viewers(StreamKey key) {
    return Objects.requireNonNull(registry.find(key)).view().viewers();
  }

  Publication publish(String name) throws Exception {
    return publish(new StreamKey("live", name), Protocol.RTMP, VIDEO);
  }

  Publication publish(StreamKey key, Protocol by, Track video) throws Exception {
    CompletableFuture<Publication> result = new CompletableFuture<>();
    Context publisher = vertx.getOrCreateContext();
    publisher.runOnContext(_ -> {
      PublishRequest request = new PublishRequest("p" + key, key, by, "test", Credentials.NONE);
      if (registry.publish(request, _ -> {}) instanceof PublishResult.Accepted accepted) {
        accepted.publication().emit(TestFrames.tracks(video, AUDIO));
        result.complete(accepted.publication());
      }
    });
    Publication publication = result.get(30, TimeUnit.SECONDS);
    publishers.put(publication, publisher);
    return publication;
  }

  /// Emits the frames of so many milliseconds, of which those from a second on begin with a key
  /// frame, and returns when the stream has taken them.
  void feed(Publication publication, long fromMs, long toMs) throws Exception {
    long startMs = (fromMs - 1_000) / 2_000 * 2_000 + 1_000;
    feed(
        publication,
        TestFrames.usual(startMs, toMs).stream()
            .filter(frame -> frame.dts().toMillis() >= fromMs)
            .toList());
  }

  /// Emits frames, and returns when the stream has taken them.
  void feed(Publication publication, List<Frame> frames) throws Exception {
    CompletableFuture<Boolean> done = new CompletableFuture<>();
    Objects.requireNonNull(publishers.get(publication))
        .runOnContext(_ -> {
          frames.forEach(publication::emit);
          done.complete(true);
        });
    done.get(30, TimeUnit.SECONDS);
  }

  URI uri(String path) {
    return URI.create("http://127.0.0.1:" + port + path);
  }

  HttpRequest.Builder request(String path) {
    return request(uri(path));
  }

  private static HttpRequest.Builder request(URI at) {
    return HttpRequest.newBuilder(at).timeout(Duration.ofSeconds(60));
  }

  HttpResponse<byte[]> send(HttpRequest.Builder request) throws Exception {
    return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
  }

  HttpResponse<String> get(String path) throws Exception {
    return get(uri(path));
  }

  HttpResponse<String> get(URI at) throws Exception {
    return getAsync(at).get(60, TimeUnit.SECONDS);
  }

  CompletableFuture<HttpResponse<String>> getAsync(String path) {
    return getAsync(uri(path));
  }

  CompletableFuture<HttpResponse<String>> getAsync(URI at) {
    return client.sendAsync(
        request(at).build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.ISO_8859_1));
  }

  static String header(HttpResponse<?> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }

  @Override
  public void close() {
    client.close();
    vertx.close().toCompletionStage().toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
    assertThat(bugs).isEmpty();
  }
}
