package io.tidegate.hls;

import static io.tidegate.hls.TestFrames.VIDEO;
import static io.tidegate.hls.TwoRenditions.LOW;
import static io.tidegate.hls.TwoRenditions.MIDDLE;
import static io.tidegate.hls.TwoRenditions.SOURCE;
import static io.tidegate.media.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.StreamKey;
import io.tidegate.media.Track;
import io.tidegate.media.hub.CloseReason;
import io.tidegate.media.hub.Protocol;
import io.tidegate.media.hub.Publication;
import java.io.ByteArrayInputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What the media playlists of a source and its renditions tell of each other, over real HTTP. RFC
/// 8216bis §4.4.5.4.
class RenditionReportsHttpTest {
  private static final Track SMALL = new Track(1, TestFrames.avc(320, 180));
  private static final Pattern PART =
      Pattern.compile("#EXT-X-PART:.*-(?<segment>\\d+)\\.(?<part>\\d+)\\.m4s\"");

  private final TwoRenditions renditions = new TwoRenditions();
  private ServedStream server;
  private Publication source;

  @BeforeEach
  void start() throws Exception {
    server =
        new ServedStream(
            new RecordingPolicy(Set.of(LOW, MIDDLE)),
            _ -> Optional.of(ServedStream.options(HlsOptions.Container.FMP4)),
            renditions);
    source = server.publish(SOURCE, Protocol.RTMP, VIDEO);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void everyVariantTellsOfTheOthersThatRun() throws Exception {
    server.feed(source, 1_000, 7_700);
    server.feed(runs(MIDDLE), 1_000, 7_500);
    String index = index("");
    String token = token(index);
    String own = ready(uri(index, "/live/x/"), "LAST-MSN=3,LAST-PART=1");
    assertThat(own)
        .endsWith(
            "#EXT-X-PRELOAD-HINT:TYPE=PART,URI=\"%s\"\n".formatted(hint(own))
                + "#EXT-X-RENDITION-REPORT:URI=\"../../live/x_720/media.m3u8?v="
                + token
                + "\",LAST-MSN=3,LAST-PART=1\n");
    assertThat(newest(server.get(uri(index, "x_720")).body())).isEqualTo("3.1");

    server.feed(runs(LOW), 1_000, 7_300);
    URI middle = uri(index, "x_720");
    assertThat(ready(middle, "v=" + token + "\",LAST-MSN=3,LAST-PART=0\n"))
        .endsWith(
            "#EXT-X-RENDITION-REPORT:URI=\"../../live/x/media.m3u8?s="
                + token
                + "\",LAST-MSN=3,LAST-PART=2\n"
                + "#EXT-X-RENDITION-REPORT:URI=\"../../live/x_480/media.m3u8?v="
                + token
                + "\",LAST-MSN=3,LAST-PART=0\n");
    assertThat(reports(server.get(uri(index, "/live/x/")).body()))
        .as("by key, of all others")
        .hasSize(2)
        .first()
        .asString()
        .contains("x_480");
  }

  /// Players find a variant by its address, with everything that is in it.
  @Test
  void addressesAreThoseOfTheMultivariantPlaylist() throws Exception {
    server.feed(source, 1_000, 7_700);
    server.feed(runs(MIDDLE), 1_000, 7_700);
    server.feed(runs(LOW), 1_000, 7_700);
    String index = index("?token=abc&x=%22");
    URI own = uri(index, "/live/x/");
    URI middle = uri(index, "x_720");
    URI low = uri(index, "x_480");
    ready(middle, "x_480/");
    String blocking = ready(URI.create(own + "&_HLS_msn=3&_HLS_part=0"), "x_720/");
    assertThat(addresses(own, blocking)).containsExactlyInAnyOrder(middle, low);
    assertThat(addresses(middle, server.get(middle).body())).containsExactlyInAnyOrder(own, low);
    assertThat(addresses(low, server.get(low).body())).containsExactlyInAnyOrder(own, middle);
  }

  @Test
  void aBlockingReloadIsNotHeldUpByARenditionThatHasStopped() throws Exception {
    server.feed(source, 1_000, 7_300);
    Publication middle = runs(MIDDLE);
    server.feed(middle, 1_000, 7_300);
    String index = index("");
    URI own = uri(index, "/live/x/");
    ready(own, "LAST-MSN=3,LAST-PART=0");
    CompletableFuture<HttpResponse<String>> part =
        server.getAsync(URI.create(own + "&_HLS_msn=3&_HLS_part=2"));
    server.feed(source, 7_300, 7_700);
    assertThat(part.get(30, TimeUnit.SECONDS).body())
        .contains("-3.2.m4s\"\n")
        .endsWith("LAST-MSN=3,LAST-PART=0\n");

    URI next = uri(index, "x_720");
    CompletableFuture<HttpResponse<String>> after =
        server.getAsync(URI.create(next + "&_HLS_msn=3&_HLS_part=1"));
    server.feed(middle, 7_300, 7_500);
    assertThat(after.get(30, TimeUnit.SECONDS).body())
        .as("what comes next of the one told of")
        .contains("-3.1.m4s\"\n")
        .endsWith("LAST-MSN=3,LAST-PART=2\n");
  }

  @Test
  void anAnswerIsAnotherWhenAVariantHasGoneOn() throws Exception {
    server.feed(source, 1_000, 7_700);
    Publication middle = runs(MIDDLE);
    server.feed(middle, 1_000, 7_300);
    URI own = uri(index(""), "/live/x/");
    ready(own, "LAST-MSN=3,LAST-PART=0");
    String tag = ServedStream.header(server.get(own), "etag");
    assertThat(server.send(server.request(path(own)).header("If-None-Match", tag)).statusCode())
        .isEqualTo(304);
    server.feed(middle, 7_300, 7_500);
    String plain = ready(own, "LAST-MSN=3,LAST-PART=1");
    HttpResponse<byte[]> coded =
        server.send(
            server
                .request(path(own))
                .header("If-None-Match", tag)
                .header("Accept-Encoding", "gzip"));
    assertThat(coded.statusCode()).isEqualTo(200);
    assertThat(ServedStream.header(coded, "content-encoding")).isEqualTo("gzip");
    try (var in = new GZIPInputStream(new ByteArrayInputStream(coded.body()))) {
      assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo(plain);
    }
  }

  @Test
  void nothingIsToldOutsideAMultivariantPlaylistOfSeveral() throws Exception {
    server.feed(source, 1_000, 7_300);
    server.feed(runs(MIDDLE), 1_000, 7_300);
    URI own = uri(index(""), "/live/x/");
    ready(own, "x_720/");
    for (String path : List.of("/live/x/media.m3u8", "/live/x/ts/media.m3u8?s=abc")) {
      assertThat(reports(server.get(path).body())).as(path).isEmpty();
    }
    String alone = server.get("/live/x_720/index.m3u8").body();
    URI by = server.uri("/live/x_720/index.m3u8").resolve(alone.lines().toList().getLast());
    assertThat(server.get(by).statusCode()).isEqualTo(200);
    assertThat(reports(server.get(by).body())).as("a rendition by itself").isEmpty();
  }

  @Test
  void aSourceThatIsLeftOutIsNotToldOf() throws Exception {
    server.feed(source, 1_000, 7_300);
    server.feed(runs(MIDDLE), 1_000, 7_300);
    server.feed(runs(LOW), 1_000, 7_300);
    String index = index("");
    URI own = uri(index, "/live/x/");
    ready(uri(index, "x_720"), "x_480/");
    renditions.leaveOutSource();
    assertThat(reports(server.get(uri(index, "x_720")).body()))
        .singleElement()
        .asString()
        .contains("x_480");
    assertThat(reports(server.get(own).body())).as("no variant any more").isEmpty();
  }

  @Test
  void whatHasEndedIsNotWaitedFor() throws Exception {
    server.feed(source, 1_000, 7_300);
    server.feed(runs(MIDDLE), 1_000, 7_300);
    URI own = uri(index(""), "/live/x/");
    ready(own, "x_720/");
    server.registry().end(SOURCE, CloseReason.STREAM_ENDED);
    assertThat(ready(own, "#EXT-X-ENDLIST\n")).endsWith("#EXT-X-ENDLIST\n");
  }

  /// `"` would end the attribute: what one showed in its address stands there in its coded form.
  @Test
  void noAddressBreaksOutOfItsAttribute() throws Exception {
    server.feed(source, 1_000, 7_300);
    server.feed(runs(MIDDLE), 1_000, 7_300);
    URI own = uri(index(""), "/live/x/");
    ready(own, "LAST-MSN=3,LAST-PART=0\n");
    String quoted = raw(path(own) + "&token=a\",LAST-MSN=9");
    assertThat(reports(quoted))
        .singleElement()
        .asString()
        .endsWith("&token=a%22,LAST-MSN=9\",LAST-MSN=3,LAST-PART=0");
    assertThat(raw("/live/x/media.m3u8?s=a%22%0Ab")).contains("200 OK").doesNotContain("REPORT");
  }

  private String raw(String target) throws Exception {
    URI at = server.uri("/");
    try (Socket socket = new Socket(at.getHost(), at.getPort())) {
      String request = "GET %s HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".formatted(target);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private String index(String query) throws Exception {
    return server.get("/live/x/index.m3u8" + query).body();
  }

  private static String token(String index) {
    return index
        .lines()
        .filter(line -> line.startsWith("media.m3u8?s="))
        .findFirst()
        .orElseThrow()
        .substring("media.m3u8?s=".length());
  }

  /// Where the line leads of which the address has `part`.
  private URI uri(String index, String part) {
    URI base = server.uri("/live/x/index.m3u8");
    return index
        .lines()
        .filter(line -> !line.startsWith("#"))
        .map(base::resolve)
        .filter(at -> at.getPath().contains(part))
        .findFirst()
        .orElseThrow();
  }

  private static String path(URI at) {
    return at.getRawPath() + "?" + at.getRawQuery();
  }

  private String ready(URI at, String what) {
    CompletableFuture<String> ready = new CompletableFuture<>();
    await()
        .until(() -> {
          String body = server.get(at).body();
          return body.contains(what) && ready.complete(body);
        });
    return ready.join();
  }

  private static List<String> reports(String playlist) {
    return playlist.lines().filter(line -> line.startsWith("#EXT-X-RENDITION-REPORT:")).toList();
  }

  private static List<URI> addresses(URI of, String playlist) {
    return reports(playlist).stream()
        .map(line -> of.resolve(line.replaceAll(".*URI=\"([^\"]*)\".*", "$1")))
        .toList();
  }

  private static String hint(String playlist) {
    return playlist.replaceAll("(?s).*PRELOAD-HINT:TYPE=PART,URI=\"([^\"]+)\".*", "$1");
  }

  /// The last part listed.
  private static String newest(String playlist) {
    Matcher part = PART.matcher(playlist);
    String newest = "";
    while (part.find()) {
      newest = part.group("segment") + "." + part.group("part");
    }
    return newest;
  }

  private Publication runs(StreamKey rendition) throws Exception {
    return server.publish(rendition, Protocol.TRANSCODE, SMALL);
  }
}
