package io.tidegate.hls;

import static io.tidegate.hls.ServedStream.header;
import static io.tidegate.media.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.CloseReason;
import io.tidegate.media.hub.Protocol;
import io.tidegate.media.hub.Publication;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
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
  private static final StreamKey KEY = StreamKey.parse("live/x");

  private final RecordingPolicy policy = new RecordingPolicy();
  private ServedStream server;
  private Publication publication;

  @BeforeEach
  void start() throws Exception {
    HlsOptions options = ServedStream.options(HlsOptions.Container.FMP4);
    server =
        new ServedStream(
            policy,
            key -> key.name().equals("off") ? Optional.empty() : Optional.of(options),
            Renditions.NONE);
    publication = server.publish("x");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void multivariantPlaylistLeadsToEverything() throws Exception {
    feed(1_000, 5_500);
    HttpResponse<String> index = server.get("/live/x/index.m3u8?token=abc");
    assertThat(index.statusCode()).isEqualTo(200);
    assertThat(header(index, "content-type")).isEqualTo("application/vnd.apple.mpegurl");
    assertThat(header(index, "access-control-allow-origin")).isEqualTo("*");
    assertThat(index.body())
        .containsPattern("BANDWIDTH=\\d+,AVERAGE-BANDWIDTH=\\d+,")
        .contains(",CODECS=\"avc1.64001E,mp4a.40.2\",RESOLUTION=640x360,FRAME-RATE=25.000\n")
        .containsPattern("\nmedia\\.m3u8\\?s=[0-9a-z]+&token=abc\n");

    String media = server.get("/live/x/" + lastLine(index.body())).body();
    for (String name : names(media)) {
      HttpResponse<byte[]> file = server.send(server.request("/live/x/" + name));
      assertThat(file.statusCode()).as(name).isEqualTo(200);
      assertThat(file.headers().firstValue("content-type")).contains("video/mp4");
      assertThat(file.headers().firstValue("cache-control").orElse("")).contains("immutable");
    }
    assertThat(server.get("/live/x.m3u8").body()).contains("\nx/media.m3u8?s=");
  }

  @Test
  void anEarlyRequestWaitsForTheFirstSegment() throws Exception {
    CompletableFuture<HttpResponse<String>> early = server.getAsync("/live/x/index.m3u8");
    feed(1_000, 3_200);
    assertThat(early.get(30, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
  }

  @Test
  void blockingReloadIsAnsweredWhenThePartComes() throws Exception {
    feed(1_000, 5_100);
    CompletableFuture<HttpResponse<String>> part =
        server.getAsync("/live/x/media.m3u8?_HLS_msn=2&_HLS_part=1");
    CompletableFuture<HttpResponse<String>> whole =
        server.getAsync("/live/x/media.m3u8?_HLS_msn=2");
    feed(5_100, 5_500);
    assertThat(part.get(30, TimeUnit.SECONDS).body()).contains("-2.1.m4s").doesNotContain("-2.m4s");
    assertThat(whole).isNotDone();
    feed(5_500, 7_100);
    assertThat(whole.get(30, TimeUnit.SECONDS).body()).contains("-2.m4s\n");
  }

  @Test
  void theHintedPartIsHeldAndThenServed() throws Exception {
    feed(1_000, 5_100);
    String media = server.get("/live/x/media.m3u8").body();
    Matcher hint = Pattern.compile("PRELOAD-HINT:TYPE=PART,URI=\"([^\"]+)\"").matcher(media);
    assertThat(hint.find()).isTrue();
    CompletableFuture<HttpResponse<String>> held = server.getAsync("/live/x/" + hint.group(1));
    feed(5_100, 5_500);
    HttpResponse<String> served = held.get(30, TimeUnit.SECONDS);
    assertThat(served.statusCode()).isEqualTo(200);
    assertThat(server.get("/live/x/" + hint.group(1)).body()).isEqualTo(served.body());
  }

  @Test
  void refusesDirectivesThatMakeNoSense() throws Exception {
    feed(1_000, 5_500);
    assertThat(server.get("/live/x/media.m3u8?_HLS_msn=40").statusCode()).isEqualTo(400);
    assertThat(server.get("/live/x/media.m3u8?_HLS_part=0").statusCode()).isEqualTo(400);
    assertThat(server.get("/live/x/media.m3u8?_HLS_msn=-1").statusCode()).isEqualTo(400);
    assertThat(server.get("/live/x/media.m3u8?_HLS_msn=2&_HLS_part=900").statusCode())
        .isEqualTo(400);
    assertThat(server.get("/live/x/media.m3u8?_HLS_msn=99999999999999999999").statusCode())
        .isEqualTo(400);
    assertThat(server.get("/live/x/media.m3u8?_HLS_msn=0&_HLS_skip=YES").statusCode())
        .isEqualTo(200);
  }

  @Test
  void headRangeAndEntityTags() throws Exception {
    feed(1_000, 5_500);
    String name = names(server.get("/live/x/media.m3u8").body()).get(0);
    byte[] whole = server.send(server.request("/live/x/" + name)).body();

    HttpResponse<byte[]> head =
        server.send(
            server.request("/live/x/" + name).method("HEAD", HttpRequest.BodyPublishers.noBody()));
    assertThat(head.headers().firstValue("content-length"))
        .contains(Integer.toString(whole.length));
    assertThat(head.body()).isEmpty();

    HttpResponse<byte[]> part =
        server.send(server.request("/live/x/" + name).header("Range", "bytes=4-7"));
    assertThat(part.statusCode()).isEqualTo(206);
    assertThat(part.headers().firstValue("content-range")).contains("bytes 4-7/" + whole.length);
    assertThat(new String(part.body(), StandardCharsets.US_ASCII)).isEqualTo("ftyp");
    assertThat(
            server
                .send(server.request("/live/x/" + name).header("Range", "bytes=99999-"))
                .statusCode())
        .isEqualTo(416);

    String tag = head.headers().firstValue("etag").orElse("");
    for (String known : List.of(tag, "W/" + tag, "\"other\", " + tag, "*")) {
      assertThat(
              server
                  .send(server.request("/live/x/" + name).header("If-None-Match", known))
                  .statusCode())
          .as(known)
          .isEqualTo(304);
    }
    HttpResponse<byte[]> headOfRange =
        server.send(
            server
                .request("/live/x/" + name)
                .header("Range", "bytes=4-7")
                .method("HEAD", HttpRequest.BodyPublishers.noBody()));
    assertThat(headOfRange.statusCode()).as("ranges are for GET").isEqualTo(200);
    String playlistTag = header(server.get("/live/x/media.m3u8"), "etag");
    assertThat(
            server
                .send(server.request("/live/x/media.m3u8").header("If-None-Match", playlistTag))
                .statusCode())
        .isEqualTo(304);
    assertThat(
            server
                .send(
                    server
                        .request("/live/x/" + name)
                        .method("OPTIONS", HttpRequest.BodyPublishers.noBody()))
                .statusCode())
        .isEqualTo(204);
  }

  @Test
  void playlistsAreCompressedForWhoTakesThat() throws Exception {
    feed(1_000, 5_500);
    String path = "/live/x/media.m3u8";
    HttpResponse<byte[]> plain = server.send(server.request(path));
    assertThat(plain.headers().firstValue("content-encoding")).isEmpty();
    assertThat(header(plain, "vary")).isEqualTo("Accept-Encoding");
    HttpResponse<byte[]> coded =
        server.send(server.request(path).header("Accept-Encoding", "br, gzip"));
    assertThat(header(coded, "content-encoding")).isEqualTo("gzip");
    assertThat(header(coded, "vary")).isEqualTo("Accept-Encoding");
    assertThat(coded.body().length).isLessThan(plain.body().length / 2);
    try (var in = new GZIPInputStream(new ByteArrayInputStream(coded.body()))) {
      assertThat(in.readAllBytes()).isEqualTo(plain.body());
    }
    String tag = header(coded, "etag");
    assertThat(tag).isNotEqualTo(header(plain, "etag"));
    HttpRequest.Builder again =
        server.request(path).header("Accept-Encoding", "gzip").header("If-None-Match", tag);
    assertThat(server.send(again).statusCode()).isEqualTo(304);
    assertThat(server.send(server.request(path).header("If-None-Match", tag)).statusCode())
        .isEqualTo(200);
  }

  @Test
  void transportStreamIsMadeOnRequest() throws Exception {
    feed(1_000, 3_000);
    CompletableFuture<HttpResponse<String>> index = server.getAsync("/live/x/ts/index.m3u8");
    for (long at = 3_000; !isDoneSoon(index); at += 2_000) {
      assertThat(at).isLessThan(600_000);
      feed(at, at + 2_000);
    }
    HttpResponse<String> ready = index.join();
    assertThat(ready.statusCode()).isEqualTo(200);
    String media = server.get("/live/x/ts/" + lastLine(ready.body())).body();
    assertThat(media).contains(".ts\n").doesNotContain("EXT-X-MAP");
    HttpResponse<byte[]> segment = server.send(server.request("/live/x/ts/" + names(media).get(0)));
    assertThat(segment.headers().firstValue("content-type")).contains("video/mp2t");
    assertThat(segment.body()[0]).isEqualTo((byte) 'G');
  }

  @Test
  void thePlaylistsOfAKnownStreamWaitForIt() throws Exception {
    CompletableFuture<HttpResponse<String>> index = server.getAsync("/live/later/index.m3u8");
    CompletableFuture<HttpResponse<String>> media = server.getAsync("/live/later/media.m3u8");
    CompletableFuture<HttpResponse<String>> gone = server.getAsync("/live/later.m3u8");
    await().until(() -> server.registry().players().count() == 3);
    gone.cancel(true);
    await().until(() -> server.registry().players().count() == 2);
    assertThat(server.get("/live/later/t-1.m4s").statusCode()).isEqualTo(404);
    assertThat(server.get("/live/later/index.m3u8?token=bad").statusCode()).isEqualTo(401);
    publication = server.publish("later");
    feed(1_000, 5_500);
    assertThat(index.get(30, TimeUnit.SECONDS).body()).contains("media.m3u8");
    assertThat(media.get(30, TimeUnit.SECONDS).body()).contains(".m4s");
    assertThat(server.registry().players().count()).isZero();
  }

  @Test
  void everythingIsThereUnderAnAlias() throws Exception {
    feed(1_000, 5_500);
    String media =
        server.get("/live/alias/" + lastLine(server.get("/live/alias/index.m3u8").body())).body();
    for (String name : names(media)) {
      assertThat(server.send(server.request("/live/alias/" + name)).statusCode())
          .as(name)
          .isEqualTo(200);
    }
    assertThat(server.get("/live/alias.m3u8").body()).contains("\nalias/media.m3u8?s=");
    assertThat(server.viewers(KEY)).isEqualTo(1);
  }

  @Test
  void whatDoesNotExistIsNotFound() throws Exception {
    feed(1_000, 5_500);
    server.publish("off");
    assertThat(server.get("/live/nobody/index.m3u8").statusCode()).isEqualTo(404);
    assertThat(server.get("/live/off/index.m3u8").statusCode()).isEqualTo(404);
    assertThat(server.get("/live/x/t-99.m4s").statusCode()).isEqualTo(404);
    assertThat(server.get("/live/x/t-i9.mp4").statusCode()).isEqualTo(404);
    assertThat(server.get("/api/v1/index.m3u8").statusCode()).as("not ours").isEqualTo(404);
    assertThat(server.get("/live/nobody/index.m3u8").body()).contains("no such stream");
  }

  @Test
  void aViewerIsAdmittedAndCountedOnce() throws Exception {
    feed(1_000, 5_500);
    String media = lastLine(server.get("/live/x/index.m3u8").body());
    server.get("/live/x/" + media);
    server.get("/live/x/" + media);

    assertThat(policy.plays()).hasSize(1);
    await().until(() -> server.sessions().size() == 1);
    assertThat(server.sessions().sessions().get(0).protocol()).isEqualTo(Protocol.HLS);
    assertThat(server.viewers(KEY)).isEqualTo(1);
    assertThat(server.get("/live/x/index.m3u8?token=bad").statusCode()).isEqualTo(401);
    assertThat(server.get("/live/x/media.m3u8?s=abc&token=bad").statusCode()).isEqualTo(401);
  }

  @Test
  void aViewerThatSaysGoodbyeIsGoneAtOnce() throws Exception {
    feed(1_000, 5_500);
    String media = lastLine(server.get("/live/x/index.m3u8").body());
    String other = lastLine(server.get("/live/x/index.m3u8").body());
    server.get("/live/x/" + media);
    server.get("/live/x/" + other);
    assertThat(server.viewers(KEY)).isEqualTo(2);
    String token = media.substring(media.indexOf('?') + 1);
    assertThat(leave("/live/x/leave?" + token)).isEqualTo(204);
    assertThat(server.viewers(KEY)).isEqualTo(1);
    assertThat(leave("/live/x/leave?" + token)).as("again").isEqualTo(204);
    assertThat(leave("/live/x/leave")).isEqualTo(400);
    assertThat(leave("/live/nobody/leave?s=abc")).isEqualTo(404);
    assertThat(server.get("/live/x/leave?" + token).statusCode()).as("by GET").isNotEqualTo(204);
    assertThat(server.viewers(KEY)).as("the other one").isEqualTo(1);
  }

  /// Players without tokens are known by their host, which others can guess.
  @Test
  void nobodyShowsAHostAsHisToken() throws Exception {
    feed(1_000, 5_500);
    assertThat(server.get("/live/x/media.m3u8").statusCode()).isEqualTo(200);
    assertThat(server.viewers(KEY)).isEqualTo(1);
    assertThat(server.get("/live/x/media.m3u8?s=host%20127.0.0.1&token=bad").statusCode())
        .isEqualTo(401);
    assertThat(leave("/live/x/leave?s=host%20127.0.0.1")).isEqualTo(400);
    assertThat(server.viewers(KEY)).isEqualTo(1);
  }

  private int leave(String path) throws Exception {
    return server.send(server.request(path).POST(HttpRequest.BodyPublishers.noBody())).statusCode();
  }

  @Test
  void theEndIsAnnouncedAndHeldRequestsAreAnswered() throws Exception {
    feed(1_000, 5_500);
    CompletableFuture<HttpResponse<String>> waiting =
        server.getAsync("/live/x/media.m3u8?_HLS_msn=3");
    server.registry().shutDown();
    assertThat(waiting.get(30, TimeUnit.SECONDS).body()).contains("#EXT-X-ENDLIST");
    assertThat(server.get("/live/x/media.m3u8").body()).contains("#EXT-X-ENDLIST");
    assertThat(server.get("/live/x/media.m3u8?_HLS_msn=99&_HLS_part=7").body())
        .as("directives are ignored after the end")
        .contains("#EXT-X-ENDLIST");
    assertThat(server.get("/live/x/ts/index.m3u8").statusCode()).isEqualTo(503);
  }

  @Test
  void anEndBeforeTheFirstSegmentSendsWaitingRequestsAway() throws Exception {
    CompletableFuture<HttpResponse<String>> early = server.getAsync("/live/x/index.m3u8");
    server.registry().shutDown();
    assertThat(early.get(30, TimeUnit.SECONDS).statusCode()).isEqualTo(503);
  }

  @Test
  void aPublisherThatLeavesLeavesItsLastFramesBehind() throws Exception {
    feed(1_000, 4_900);
    CompletableFuture<HttpResponse<String>> waiting =
        server.getAsync("/live/x/media.m3u8?_HLS_msn=1");
    publication.close(CloseReason.CONNECTION_LOST);
    assertThat(waiting.get(30, TimeUnit.SECONDS).body())
        .contains("-1.m4s\n")
        .doesNotContain("CAN-BLOCK-RELOAD", "ENDLIST");
  }

  private void feed(long fromMs, long toMs) throws Exception {
    server.feed(publication, fromMs, toMs);
  }

  private static boolean isDoneSoon(CompletableFuture<?> future) throws Exception {
    try {
      future.get(100, TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException notYet) {
      return false;
    }
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
}
