package io.tidegate.hls;

import static io.tidegate.hls.TestFrames.AUDIO;
import static io.tidegate.hls.TestFrames.VIDEO;
import static io.tidegate.media.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.Frame;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import io.tidegate.media.Track;
import io.tidegate.media.TrackList;
import io.tidegate.media.hub.Admission;
import io.tidegate.media.hub.AdmissionPolicy;
import io.tidegate.media.hub.CloseReason;
import io.tidegate.media.hub.Credentials;
import io.tidegate.media.hub.HubOptions;
import io.tidegate.media.hub.PlayRequest;
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
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A stream with two renditions over real HTTP, all fed by hand through real hubs.
class RenditionsHttpTest {
  private static final StreamKey SOURCE = StreamKey.parse("live/x");
  private static final StreamKey MIDDLE = StreamKey.parse("live/x_720");
  private static final StreamKey LOW = StreamKey.parse("live/x_480");
  private static final Track SMALL = new Track(1, TestFrames.avc(320, 180));

  private final Vertx vertx = Vertx.vertx();
  private final HttpClient client = HttpClient.newHttpClient();
  private final SessionRegistry sessions = new SessionRegistry();
  private final List<Throwable> bugs = new CopyOnWriteArrayList<>();
  private final List<PlayRequest> plays = new CopyOnWriteArrayList<>();
  private final Set<StreamKey> wanted = ConcurrentHashMap.newKeySet();
  private final Context sourceLoop = vertx.getOrCreateContext();
  private final Context childLoop = vertx.getOrCreateContext();
  private volatile boolean offersSource = true;
  private StreamRegistry registry;
  private Publication source;
  private int port;

  @BeforeEach
  void start() throws Exception {
    VertxLoops loops = new VertxLoops(vertx);
    Policy policy = new Policy();
    registry =
        new StreamRegistry(loops, policy, HubOptions.defaults(bugs::add), AwaitingPolicy.PATIENT);
    registry
        .players()
        .serve(key -> {
          wanted.add(key);
          return Admission.Granted.INSTANCE;
        });
    HlsPackaging packaging =
        new HlsPackaging(loops, sessions, _ -> Optional.of(HlsOptions.DEFAULT), new Two());
    registry.observe(packaging);
    Router router = Router.router(vertx);
    new HlsRoutes(packaging, registry, policy, loops).mount(router);
    port =
        vertx
            .createHttpServer()
            .requestHandler(router)
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .get(30, TimeUnit.SECONDS)
            .actualPort();
    source = publish(SOURCE, Protocol.RTMP, sourceLoop, VIDEO);
  }

  @AfterEach
  void stop() throws Exception {
    client.close();
    vertx.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    assertThat(bugs).isEmpty();
  }

  @Test
  void theSourceLeadsToItsRenditionsWhetherTheyRunOrNot() throws Exception {
    feed(source, sourceLoop, 1_000, 7_300);
    feed(publish(MIDDLE, Protocol.TRANSCODE, childLoop, SMALL), childLoop, 3_000, 7_300);
    String index = ready("/live/x/index.m3u8?token=abc", "320x180");
    assertThat(index.lines().filter(line -> line.startsWith("#")))
        .as("highest first, what runs as it is, the rest as promised")
        .hasSize(5);
    assertThat(index)
        .startsWith("#EXTM3U\n#EXT-X-VERSION:6\n#EXT-X-STREAM-INF:BANDWIDTH=2500000,")
        .contains(
            "#EXT-X-STREAM-INF:BANDWIDTH=800000,AVERAGE-BANDWIDTH=800000,"
                + "CODECS=\"avc1.42E01E,mp4a.40.2\",RESOLUTION=854x480,FRAME-RATE=25.000\n")
        .contains("RESOLUTION=640x360,FRAME-RATE=25.000\nmedia.m3u8?s=")
        .containsPattern("RESOLUTION=320x180,.*\n\\.\\./\\.\\./live/x_720/media\\.m3u8\\?v=\\w+&t")
        .containsPattern("x_480/media\\.m3u8\\?v=[0-9a-z]+&token=abc\n");
    assertThat(get("/live/x.m3u8").body()).contains("\n../live/x_720/media.m3u8?v=");
    assertThat(get("/live/x_720/index.m3u8").body().lines().filter(l -> l.startsWith("#EXT-X-S")))
        .as("a rendition by itself")
        .hasSize(1);
  }

  @Test
  void everyVariantTellsTheSame() throws Exception {
    feed(source, sourceLoop, 1_000, 9_300);
    feed(publish(MIDDLE, Protocol.TRANSCODE, childLoop, SMALL), childLoop, 1_000, 9_300);
    String index = ready("/live/x/index.m3u8", "x_720");
    String middle = readyAt(uri(index, "x_720"), "-3.m4s\n");
    String own = get(uri(index, "media.m3u8?s=")).body();
    assertThat(Ladder.segments(middle)).isEqualTo(Ladder.segments(own)).hasSize(4);
    assertThat(middle.lines().filter(one -> one.contains("TARGET")))
        .isEqualTo(own.lines().filter(one -> one.contains("TARGET")).toList());
  }

  @Test
  void aViewerIsOneWhateverVariantItWatches() throws Exception {
    feed(source, sourceLoop, 1_000, 7_300);
    feed(publish(MIDDLE, Protocol.TRANSCODE, childLoop, SMALL), childLoop, 1_000, 7_300);
    String index = ready("/live/x/index.m3u8", "x_720");
    plays.clear();
    assertThat(get(uri(index, "x_720")).statusCode()).isEqualTo(200);
    assertThat(get(uri(index, "media.m3u8?s=")).statusCode()).isEqualTo(200);
    assertThat(get(uri(index, "x_720")).statusCode()).isEqualTo(200);
    assertThat(plays).as("asked once, before").isEmpty();
    await().until(() -> sessions.size() == 1);
    assertThat(sessions.sessions().getFirst().key()).isEqualTo(SOURCE);
    assertThat(viewers(SOURCE)).isEqualTo(1);
    assertThat(viewers(MIDDLE)).isZero();
    assertThat(wanted).as("who makes it knows that it is watched").contains(MIDDLE);

    sessions.close(sessions.sessions().getFirst().id(), CloseReason.KICKED);
    await().until(() -> sessions.size() == 0);
    assertThat(get(uri(index, "x_720")).statusCode()).isEqualTo(403);
    assertThat(get(uri(index, "media.m3u8?s=")).statusCode()).isEqualTo(403);
    assertThat(get(uri(index, "x_480")).statusCode()).isEqualTo(403);
  }

  @Test
  void whoAsksForARenditionThatDoesNotRunStartsItAndWaits() throws Exception {
    feed(source, sourceLoop, 1_000, 5_300);
    String index = get("/live/x/index.m3u8?token=abc").body();
    plays.clear();
    CompletableFuture<HttpResponse<String>> early = getAsync(uri(index, "x_480"));
    await().until(() -> wanted.contains(LOW));
    Publication child = publish(LOW, Protocol.TRANSCODE, childLoop, SMALL);
    feed(source, sourceLoop, 5_300, 9_300);
    feed(child, childLoop, 5_000, 9_300);
    String media = early.get(30, TimeUnit.SECONDS).body();
    assertThat(media).contains("#EXT-X-GAP", "-2.m4s\n");
    assertThat(plays).as("let in as a viewer of the source").allMatch(by -> by.admitted() != null);
    assertThat(viewers(SOURCE)).isEqualTo(1);
  }

  /// Each file that the MPD of the source names is there, whoever asks; who plays is the source's.
  @Test
  void theMpdOfTheSourceLeadsToWhatRuns() throws Exception {
    feed(source, sourceLoop, 1_000, 7_300);
    feed(publish(MIDDLE, Protocol.TRANSCODE, childLoop, SMALL), childLoop, 1_000, 7_300);
    String mpd = ready("/live/x/manifest.mpd", "x_720/");
    assertThat(mpd).contains("<Location>manifest.mpd?s=").doesNotContain("x_480");
    String again = get("/live/x/" + mpd.replaceAll("(?s).*<Location>(.*)</Loc.*", "$1")).body();
    assertThat(again).contains("<Representation id=\"live/x_720\"");
    wanted.clear();
    plays.clear();
    List<String> names =
        Pattern.compile("(?:media|initialization)=\"([^\"]*x_720[^\"]*)\"")
            .matcher(again)
            .results()
            .map(one -> one.group(1).replace("$Number$", "1"))
            .toList();
    assertThat(names).hasSize(2);
    for (String name : names) {
      HttpResponse<String> file = get(URI.create(base() + "/live/x/manifest.mpd").resolve(name));
      assertThat(file.statusCode()).as(name).isEqualTo(200);
      assertThat(file.headers().firstValue("content-type")).contains("video/mp4");
    }
    assertThat(plays).isEmpty();
    assertThat(wanted).as("who makes it knows that it is watched").contains(MIDDLE);
    await().until(() -> viewers(SOURCE) > 0);
    assertThat(sessions.sessions()).allMatch(one -> SOURCE.equals(one.key()));
    assertThat(viewers(MIDDLE)).isZero();
    assertThat(get("/live/x_720/manifest.mpd").body()).doesNotContain("<!--", "../");
  }

  @Test
  void aSourceThatBrowsersLackMayBeLeftOut() throws Exception {
    offersSource = false;
    feed(source, sourceLoop, 1_000, 5_300);
    String index = get("/live/x/index.m3u8").body();
    assertThat(index).doesNotContain("media.m3u8?s=").contains("x_720", "x_480");
    assertThat(get("/live/x/manifest.mpd").body()).as("nothing else runs").contains("\"video\"");
    feed(publish(MIDDLE, Protocol.TRANSCODE, childLoop, SMALL), childLoop, 1_000, 5_300);
    assertThat(ready("/live/x/manifest.mpd", "x_720/")).doesNotContain("id=\"video\"");
  }

  private String ready(String path, String what) throws Exception {
    return readyAt(URI.create(base() + path), what);
  }

  /// What is asked for, when it has come so far: the hubs live on loops of their own.
  private String readyAt(URI at, String what) {
    CompletableFuture<String> ready = new CompletableFuture<>();
    await()
        .until(() -> {
          String body = get(at).body();
          return body.contains(what) && ready.complete(body);
        });
    return ready.join();
  }

  /// Where the line leads that has `part`.
  private URI uri(String index, String part) {
    String line = index.lines().filter(one -> one.contains(part)).findFirst().orElseThrow();
    return URI.create(base() + "/live/x/index.m3u8").resolve(line);
  }

  private int viewers(StreamKey key) {
    return Objects.requireNonNull(registry.find(key)).view().viewers();
  }

  private String base() {
    return "http://127.0.0.1:" + port;
  }

  private HttpResponse<String> get(String path) throws Exception {
    return get(URI.create(base() + path));
  }

  private HttpResponse<String> get(URI at) throws Exception {
    return client.send(
        HttpRequest.newBuilder(at).timeout(Duration.ofSeconds(60)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private CompletableFuture<HttpResponse<String>> getAsync(URI at) {
    return client.sendAsync(
        HttpRequest.newBuilder(at).timeout(Duration.ofSeconds(60)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private Publication publish(StreamKey key, Protocol by, Context loop, Track video)
      throws Exception {
    CompletableFuture<Publication> result = new CompletableFuture<>();
    loop.runOnContext(_ -> {
      PublishRequest request = new PublishRequest("p" + key, key, by, "test", Credentials.NONE);
      if (registry.publish(request, _ -> {}) instanceof PublishResult.Accepted accepted) {
        accepted.publication().emit(TestFrames.tracks(video, AUDIO));
        result.complete(accepted.publication());
      }
    });
    return result.get(30, TimeUnit.SECONDS);
  }

  /// Emits frames, of which those of the first call begin with a key frame.
  private static void feed(Publication to, Context loop, long fromMs, long toMs) throws Exception {
    long startMs = (fromMs - 1_000) / 2_000 * 2_000 + 1_000;
    List<Frame> frames =
        TestFrames.usual(startMs, toMs).stream()
            .filter(frame -> frame.dts().toMillis() >= fromMs)
            .toList();
    CompletableFuture<Boolean> done = new CompletableFuture<>();
    loop.runOnContext(_ -> {
      frames.forEach(to::emit);
      done.complete(true);
    });
    done.get(30, TimeUnit.SECONDS);
  }

  /// 720 lines and 480 lines of one stream.
  private final class Two implements Renditions {
    @Override
    public List<Rendition> of(StreamKey key) {
      return key.equals(SOURCE)
          ? List.of(
              new Rendition(LOW, "avc1.42E01E,mp4a.40.2", 854, 480, 25, 800_000),
              new Rendition(MIDDLE, "avc1.42E01F,mp4a.40.2", 1280, 720, 25, 2_500_000))
          : List.of();
    }

    @Override
    public @Nullable StreamKey sourceOf(StreamKey key) {
      return key.equals(LOW) || key.equals(MIDDLE) ? SOURCE : null;
    }

    @Override
    public boolean offersSource(StreamKey key, TrackList tracks) {
      return offersSource;
    }
  }

  private final class Policy implements AdmissionPolicy {
    @Override
    public Admission publish(PublishRequest request) {
      return Admission.Granted.INSTANCE;
    }

    @Override
    public Admission play(PlayRequest request) {
      plays.add(request);
      return Admission.Granted.INSTANCE;
    }

    @Override
    public boolean awaits(StreamKey key) {
      return key.equals(LOW) || key.equals(MIDDLE);
    }

    @Override
    public boolean takeOver(PublishRequest request) {
      return false;
    }

    @Override
    public Duration grace(PublishRequest request) {
      return Duration.ofSeconds(15);
    }
  }
}
