package io.tidegate.hls;

import static io.tidegate.hls.TestFrames.AUDIO;
import static io.tidegate.hls.TestFrames.VIDEO;
import static io.tidegate.media.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.DataSize;
import io.tidegate.media.Frame;
import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.Admission;
import io.tidegate.media.hub.AdmissionPolicy;
import io.tidegate.media.hub.CloseReason;
import io.tidegate.media.hub.HubOptions;
import io.tidegate.media.hub.PlayRequest;
import io.tidegate.media.hub.Protocol;
import io.tidegate.media.hub.Publication;
import io.tidegate.media.hub.PublishRequest;
import io.tidegate.media.hub.PublishResult;
import io.tidegate.media.hub.Refusal;
import io.tidegate.media.hub.SessionRegistry;
import io.tidegate.media.hub.StreamRegistry;
import io.tidegate.media.testing.AwaitingPolicy;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The routes over real HTTP, fed by hand through a real hub.
class HlsHttpTest {
  private final Vertx vertx = Vertx.vertx();
  private final HttpClient client = HttpClient.newHttpClient();
  private final SessionRegistry sessions = new SessionRegistry();
  private final List<Throwable> bugs = new CopyOnWriteArrayList<>();
  private final List<PlayRequest> plays = new CopyOnWriteArrayList<>();
  private final Context publisher = vertx.getOrCreateContext();
  private StreamRegistry registry;
  private Publication publication;
  private int port;

  @BeforeEach
  void start() throws Exception {
    VertxLoops loops = new VertxLoops(vertx);
    AdmissionPolicy policy = new RecordingPolicy();
    registry =
        new StreamRegistry(loops, policy, HubOptions.defaults(bugs::add), AwaitingPolicy.PATIENT);
    HlsPackaging packaging =
        new HlsPackaging(
            loops,
            sessions,
            key ->
                key.name().equals("off")
                    ? Optional.empty()
                    : Optional.of(
                        new HlsOptions(
                            HlsOptions.Container.FMP4, 2_000, 200, 7, DataSize.ofMegabytes(8))));
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
    publication = publish("x");
  }

  @AfterEach
  void stop() throws Exception {
    client.close();
    vertx.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    assertThat(bugs).isEmpty();
  }

  @Test
  void multivariantPlaylistLeadsToEverything() throws Exception {
    feed(1_000, 5_500);
    HttpResponse<String> index = get("/live/x/index.m3u8?token=abc");
    assertThat(index.statusCode()).isEqualTo(200);
    assertThat(header(index, "content-type")).isEqualTo("application/vnd.apple.mpegurl");
    assertThat(header(index, "access-control-allow-origin")).isEqualTo("*");
    assertThat(index.body())
        .containsPattern("BANDWIDTH=\\d+,AVERAGE-BANDWIDTH=\\d+,")
        .contains(",CODECS=\"avc1.64001E,mp4a.40.2\",RESOLUTION=640x360,FRAME-RATE=25.000\n")
        .containsPattern("\nmedia\\.m3u8\\?s=[0-9a-z]+&token=abc\n");

    String media = get("/live/x/" + lastLine(index.body())).body();
    for (String name : names(media)) {
      HttpResponse<byte[]> file = getBytes("/live/x/" + name);
      assertThat(file.statusCode()).as(name).isEqualTo(200);
      assertThat(file.headers().firstValue("content-type")).contains("video/mp4");
      assertThat(file.headers().firstValue("cache-control").orElse("")).contains("immutable");
    }
    assertThat(get("/live/x.m3u8").body()).contains("\nx/media.m3u8?s=");
  }

  @Test
  void anEarlyRequestWaitsForTheFirstSegment() throws Exception {
    CompletableFuture<HttpResponse<String>> early = getAsync("/live/x/index.m3u8");
    feed(1_000, 3_200);
    assertThat(early.get(30, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
  }

  @Test
  void blockingReloadIsAnsweredWhenThePartComes() throws Exception {
    feed(1_000, 5_100);
    CompletableFuture<HttpResponse<String>> part =
        getAsync("/live/x/media.m3u8?_HLS_msn=2&_HLS_part=1");
    CompletableFuture<HttpResponse<String>> whole = getAsync("/live/x/media.m3u8?_HLS_msn=2");
    feed(5_100, 5_500);
    assertThat(part.get(30, TimeUnit.SECONDS).body()).contains("-2.1.m4s").doesNotContain("-2.m4s");
    assertThat(whole).isNotDone();
    feed(5_500, 7_100);
    assertThat(whole.get(30, TimeUnit.SECONDS).body()).contains("-2.m4s\n");
  }

  @Test
  void theHintedPartIsHeldAndThenServed() throws Exception {
    feed(1_000, 5_100);
    String media = get("/live/x/media.m3u8").body();
    Matcher hint = Pattern.compile("PRELOAD-HINT:TYPE=PART,URI=\"([^\"]+)\"").matcher(media);
    assertThat(hint.find()).isTrue();
    CompletableFuture<HttpResponse<String>> held = getAsync("/live/x/" + hint.group(1));
    feed(5_100, 5_500);
    HttpResponse<String> served = held.get(30, TimeUnit.SECONDS);
    assertThat(served.statusCode()).isEqualTo(200);
    assertThat(get("/live/x/" + hint.group(1)).body()).isEqualTo(served.body());
  }

  @Test
  void refusesDirectivesThatMakeNoSense() throws Exception {
    feed(1_000, 5_500);
    assertThat(get("/live/x/media.m3u8?_HLS_msn=40").statusCode()).isEqualTo(400);
    assertThat(get("/live/x/media.m3u8?_HLS_part=0").statusCode()).isEqualTo(400);
    assertThat(get("/live/x/media.m3u8?_HLS_msn=-1").statusCode()).isEqualTo(400);
    assertThat(get("/live/x/media.m3u8?_HLS_msn=2&_HLS_part=900").statusCode()).isEqualTo(400);
    assertThat(get("/live/x/media.m3u8?_HLS_msn=99999999999999999999").statusCode()).isEqualTo(400);
    assertThat(get("/live/x/media.m3u8?_HLS_msn=0&_HLS_skip=YES").statusCode()).isEqualTo(200);
  }

  @Test
  void headRangeAndEntityTags() throws Exception {
    feed(1_000, 5_500);
    String name = names(get("/live/x/media.m3u8").body()).get(0);
    byte[] whole = getBytes("/live/x/" + name).body();

    HttpResponse<byte[]> head =
        send(request("/live/x/" + name).method("HEAD", HttpRequest.BodyPublishers.noBody()));
    assertThat(head.headers().firstValue("content-length"))
        .contains(Integer.toString(whole.length));
    assertThat(head.body()).isEmpty();

    HttpResponse<byte[]> part = send(request("/live/x/" + name).header("Range", "bytes=4-7"));
    assertThat(part.statusCode()).isEqualTo(206);
    assertThat(part.headers().firstValue("content-range")).contains("bytes 4-7/" + whole.length);
    assertThat(new String(part.body(), StandardCharsets.US_ASCII)).isEqualTo("ftyp");
    assertThat(send(request("/live/x/" + name).header("Range", "bytes=99999-")).statusCode())
        .isEqualTo(416);

    String tag = head.headers().firstValue("etag").orElse("");
    for (String known : List.of(tag, "W/" + tag, "\"other\", " + tag, "*")) {
      assertThat(send(request("/live/x/" + name).header("If-None-Match", known)).statusCode())
          .as(known)
          .isEqualTo(304);
    }
    HttpResponse<byte[]> headOfRange =
        send(
            request("/live/x/" + name)
                .header("Range", "bytes=4-7")
                .method("HEAD", HttpRequest.BodyPublishers.noBody()));
    assertThat(headOfRange.statusCode()).as("ranges are for GET").isEqualTo(200);
    String playlistTag = header(get("/live/x/media.m3u8"), "etag");
    assertThat(
            send(request("/live/x/media.m3u8").header("If-None-Match", playlistTag)).statusCode())
        .isEqualTo(304);
    assertThat(
            send(request("/live/x/" + name).method("OPTIONS", HttpRequest.BodyPublishers.noBody()))
                .statusCode())
        .isEqualTo(204);
  }

  @Test
  void playlistsAreCompressedForWhoTakesThat() throws Exception {
    feed(1_000, 5_500);
    String path = "/live/x/media.m3u8";
    HttpResponse<byte[]> plain = getBytes(path);
    assertThat(plain.headers().firstValue("content-encoding")).isEmpty();
    assertThat(header(plain, "vary")).isEqualTo("Accept-Encoding");
    HttpResponse<byte[]> coded = send(request(path).header("Accept-Encoding", "br, gzip"));
    assertThat(header(coded, "content-encoding")).isEqualTo("gzip");
    assertThat(header(coded, "vary")).isEqualTo("Accept-Encoding");
    assertThat(coded.body().length).isLessThan(plain.body().length / 2);
    try (var in = new GZIPInputStream(new ByteArrayInputStream(coded.body()))) {
      assertThat(in.readAllBytes()).isEqualTo(plain.body());
    }
    String tag = header(coded, "etag");
    assertThat(tag).isNotEqualTo(header(plain, "etag"));
    HttpRequest.Builder again =
        request(path).header("Accept-Encoding", "gzip").header("If-None-Match", tag);
    assertThat(send(again).statusCode()).isEqualTo(304);
    assertThat(send(request(path).header("If-None-Match", tag)).statusCode()).isEqualTo(200);
  }

  @Test
  void transportStreamIsMadeOnRequest() throws Exception {
    feed(1_000, 3_000);
    CompletableFuture<HttpResponse<String>> index = getAsync("/live/x/ts/index.m3u8");
    for (long at = 3_000; !isDoneSoon(index); at += 2_000) {
      assertThat(at).isLessThan(600_000);
      feed(at, at + 2_000);
    }
    HttpResponse<String> ready = index.join();
    assertThat(ready.statusCode()).isEqualTo(200);
    String media = get("/live/x/ts/" + lastLine(ready.body())).body();
    assertThat(media).contains(".ts\n").doesNotContain("EXT-X-MAP");
    HttpResponse<byte[]> segment = getBytes("/live/x/ts/" + names(media).get(0));
    assertThat(segment.headers().firstValue("content-type")).contains("video/mp2t");
    assertThat(segment.body()[0]).isEqualTo((byte) 'G');
  }

  @Test
  void thePlaylistsOfAKnownStreamWaitForIt() throws Exception {
    CompletableFuture<HttpResponse<String>> index = getAsync("/live/later/index.m3u8");
    CompletableFuture<HttpResponse<String>> media = getAsync("/live/later/media.m3u8");
    CompletableFuture<HttpResponse<String>> gone = getAsync("/live/later.m3u8");
    await().until(() -> registry.players().count() == 3);
    gone.cancel(true);
    await().until(() -> registry.players().count() == 2);
    assertThat(get("/live/later/t-1.m4s").statusCode()).isEqualTo(404);
    assertThat(get("/live/later/index.m3u8?token=bad").statusCode()).isEqualTo(401);
    publication = publish("later");
    feed(1_000, 5_500);
    assertThat(index.get(30, TimeUnit.SECONDS).body()).contains("media.m3u8");
    assertThat(media.get(30, TimeUnit.SECONDS).body()).contains(".m4s");
    assertThat(registry.players().count()).isZero();
  }

  @Test
  void everythingIsThereUnderAnAlias() throws Exception {
    feed(1_000, 5_500);
    String media = get("/live/alias/" + lastLine(get("/live/alias/index.m3u8").body())).body();
    for (String name : names(media)) {
      assertThat(getBytes("/live/alias/" + name).statusCode()).as(name).isEqualTo(200);
    }
    assertThat(get("/live/alias.m3u8").body()).contains("\nalias/media.m3u8?s=");
    assertThat(Objects.requireNonNull(registry.find(StreamKey.parse("live/x"))).view().viewers())
        .isEqualTo(1);
  }

  @Test
  void whatDoesNotExistIsNotFound() throws Exception {
    feed(1_000, 5_500);
    publish("off");
    assertThat(get("/live/nobody/index.m3u8").statusCode()).isEqualTo(404);
    assertThat(get("/live/off/index.m3u8").statusCode()).isEqualTo(404);
    assertThat(get("/live/x/t-99.m4s").statusCode()).isEqualTo(404);
    assertThat(get("/live/x/t-i9.mp4").statusCode()).isEqualTo(404);
    assertThat(get("/api/v1/index.m3u8").statusCode()).as("not ours").isEqualTo(404);
    assertThat(get("/live/nobody/index.m3u8").body()).contains("no such stream");
  }

  @Test
  void aViewerIsAdmittedAndCountedOnce() throws Exception {
    feed(1_000, 5_500);
    String media = lastLine(get("/live/x/index.m3u8").body());
    get("/live/x/" + media);
    get("/live/x/" + media);

    assertThat(plays).hasSize(1);
    await().until(() -> sessions.size() == 1);
    assertThat(sessions.sessions().get(0).protocol()).isEqualTo(Protocol.HLS);
    assertThat(Objects.requireNonNull(registry.find(StreamKey.parse("live/x"))).view().viewers())
        .isEqualTo(1);
    assertThat(get("/live/x/index.m3u8?token=bad").statusCode()).isEqualTo(401);
    assertThat(get("/live/x/media.m3u8?s=abc&token=bad").statusCode()).isEqualTo(401);
  }

  @Test
  void theEndIsAnnouncedAndHeldRequestsAreAnswered() throws Exception {
    feed(1_000, 5_500);
    CompletableFuture<HttpResponse<String>> waiting = getAsync("/live/x/media.m3u8?_HLS_msn=3");
    registry.shutDown();
    assertThat(waiting.get(30, TimeUnit.SECONDS).body()).contains("#EXT-X-ENDLIST");
    assertThat(get("/live/x/media.m3u8").body()).contains("#EXT-X-ENDLIST");
    assertThat(get("/live/x/media.m3u8?_HLS_msn=99&_HLS_part=7").body())
        .as("directives are ignored after the end")
        .contains("#EXT-X-ENDLIST");
    assertThat(get("/live/x/ts/index.m3u8").statusCode()).isEqualTo(503);
  }

  @Test
  void anEndBeforeTheFirstSegmentSendsWaitingRequestsAway() throws Exception {
    CompletableFuture<HttpResponse<String>> early = getAsync("/live/x/index.m3u8");
    registry.shutDown();
    assertThat(early.get(30, TimeUnit.SECONDS).statusCode()).isEqualTo(503);
  }

  @Test
  void aPublisherThatLeavesLeavesItsLastFramesBehind() throws Exception {
    feed(1_000, 4_900);
    CompletableFuture<HttpResponse<String>> waiting = getAsync("/live/x/media.m3u8?_HLS_msn=1");
    publication.close(CloseReason.CONNECTION_LOST);
    assertThat(waiting.get(30, TimeUnit.SECONDS).body())
        .contains("-1.m4s\n")
        .doesNotContain("CAN-BLOCK-RELOAD", "ENDLIST");
  }

  private Publication publish(String name) throws Exception {
    CompletableFuture<Publication> result = new CompletableFuture<>();
    publisher.runOnContext(_ -> {
      StreamKey key = new StreamKey("live", name);
      PublishRequest request = new PublishRequest("p", key, Protocol.RTMP, "127.0.0.1:1", Map.of());
      if (registry.publish(request, _ -> {}) instanceof PublishResult.Accepted accepted) {
        accepted.publication().emit(TestFrames.tracks(VIDEO, AUDIO));
        result.complete(accepted.publication());
      }
    });
    return result.get(30, TimeUnit.SECONDS);
  }

  /// Emits the frames of so many milliseconds, and returns when the stream has taken them.
  private void feed(long fromMs, long toMs) throws Exception {
    long startMs = fromMs / 2_000 * 2_000 + (fromMs % 2_000 >= 1_000 ? 1_000 : -1_000);
    List<Frame> frames = TestFrames.usual(startMs, toMs);
    CompletableFuture<Boolean> done = new CompletableFuture<>();
    publisher.runOnContext(_ -> {
      for (Frame frame : frames) {
        if (frame.dts().toMillis() >= fromMs) {
          publication.emit(frame);
        }
      }
      done.complete(true);
    });
    done.get(30, TimeUnit.SECONDS);
  }

  private static boolean isDoneSoon(CompletableFuture<?> future) throws Exception {
    try {
      future.get(100, TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException notYet) {
      return false;
    }
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
        .timeout(Duration.ofSeconds(60));
  }

  private HttpResponse<byte[]> send(HttpRequest.Builder request) throws Exception {
    return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
  }

  private HttpResponse<String> get(String path) throws Exception {
    return client.send(
        request(path).build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.ISO_8859_1));
  }

  private HttpResponse<byte[]> getBytes(String path) throws Exception {
    return send(request(path));
  }

  private CompletableFuture<HttpResponse<String>> getAsync(String path) {
    return client.sendAsync(
        request(path).build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.ISO_8859_1));
  }

  private static String header(HttpResponse<?> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }

  private static String lastLine(String text) {
    return text.strip().substring(text.strip().lastIndexOf('\n') + 1);
  }

  /// Every file that a media playlist names and that exists already.
  private static List<String> names(String playlist) {
    List<String> names = new ArrayList<>();
    Matcher matcher =
        Pattern.compile(
                "(?:(?:MAP:|PART:DURATION=[\\d.]+,)URI=\"|^)([^#\"\\s]+)", Pattern.MULTILINE)
            .matcher(playlist);
    while (matcher.find()) {
      names.add(matcher.group(1));
    }
    return names;
  }

  /// Lets everybody in who does not show a bad token.
  private final class RecordingPolicy implements AdmissionPolicy {
    @Override
    public Admission publish(PublishRequest request) {
      return Admission.Granted.INSTANCE;
    }

    @Override
    public Admission play(PlayRequest request) {
      plays.add(request);
      return "bad".equals(request.credentials().parameters().get("token"))
          ? new Admission.Refused(Refusal.NOT_AUTHORISED, "wrong token")
          : Admission.Granted.INSTANCE;
    }

    @Override
    public StreamKey resolve(StreamKey asked) {
      return asked.name().equals("alias") ? new StreamKey("live", "x") : asked;
    }

    @Override
    public boolean awaits(StreamKey key) {
      return key.name().equals("later");
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
