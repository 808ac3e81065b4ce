package io.tidegate.hls;

import static io.tidegate.hls.TestFrames.VIDEO;
import static io.tidegate.hls.TwoRenditions.LOW;
import static io.tidegate.hls.TwoRenditions.MIDDLE;
import static io.tidegate.hls.TwoRenditions.SOURCE;
import static io.tidegate.media.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.StreamKey;
import io.tidegate.media.Track;
import io.tidegate.media.hub.Admission;
import io.tidegate.media.hub.CloseReason;
import io.tidegate.media.hub.PlayRequest;
import io.tidegate.media.hub.Protocol;
import io.tidegate.media.hub.Publication;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A stream with two renditions over real HTTP, all fed by hand through real hubs.
class RenditionsHttpTest {
  private static final Track SMALL = new Track(1, TestFrames.avc(320, 180));

  private final RecordingPolicy policy = new RecordingPolicy(Set.of(LOW, MIDDLE));
  private final List<PlayRequest> plays = policy.plays();
  private final Set<StreamKey> wanted = ConcurrentHashMap.newKeySet();
  private final TwoRenditions renditions = new TwoRenditions();
  private ServedStream server;
  private Publication source;

  @BeforeEach
  void start() throws Exception {
    server = new ServedStream(policy, _ -> Optional.of(HlsOptions.DEFAULT), renditions);
    server
        .registry()
        .players()
        .serve(key -> {
          wanted.add(key);
          return Admission.Granted.INSTANCE;
        });
    source = server.publish(SOURCE, Protocol.RTMP, VIDEO);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void theSourceLeadsToItsRenditionsWhetherTheyRunOrNot() throws Exception {
    server.feed(source, 1_000, 7_300);
    server.feed(runs(MIDDLE), 3_000, 7_300);
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
    assertThat(server.get("/live/x.m3u8").body()).contains("\n../live/x_720/media.m3u8?v=");
    assertThat(
            server
                .get("/live/x_720/index.m3u8")
                .body()
                .lines()
                .filter(l -> l.startsWith("#EXT-X-S")))
        .as("a rendition by itself")
        .hasSize(1);
  }

  @Test
  void everyVariantTellsTheSame() throws Exception {
    server.feed(source, 1_000, 9_300);
    server.feed(runs(MIDDLE), 1_000, 9_300);
    String index = ready("/live/x/index.m3u8", "x_720");
    String middle = readyAt(uri(index, "x_720"), "-3.m4s\n");
    String own = server.get(uri(index, "media.m3u8?s=")).body();
    assertThat(Ladder.segments(middle)).isEqualTo(Ladder.segments(own)).hasSize(4);
    assertThat(middle.lines().filter(one -> one.contains("TARGET")))
        .isEqualTo(own.lines().filter(one -> one.contains("TARGET")).toList());
  }

  @Test
  void aViewerIsOneWhateverVariantItWatches() throws Exception {
    server.feed(source, 1_000, 7_300);
    server.feed(runs(MIDDLE), 1_000, 7_300);
    String index = ready("/live/x/index.m3u8", "x_720");
    plays.clear();
    assertThat(server.get(uri(index, "x_720")).statusCode()).isEqualTo(200);
    assertThat(server.get(uri(index, "media.m3u8?s=")).statusCode()).isEqualTo(200);
    assertThat(server.get(uri(index, "x_720")).statusCode()).isEqualTo(200);
    assertThat(plays).as("asked once, before").isEmpty();
    await().until(() -> server.sessions().size() == 1);
    assertThat(server.sessions().sessions().getFirst().key()).isEqualTo(SOURCE);
    assertThat(server.viewers(SOURCE)).isEqualTo(1);
    assertThat(server.viewers(MIDDLE)).isZero();
    assertThat(wanted).as("who makes it knows that it is watched").contains(MIDDLE);

    server.sessions().close(server.sessions().sessions().getFirst().id(), CloseReason.KICKED);
    await().until(() -> server.sessions().size() == 0);
    assertThat(server.get(uri(index, "x_720")).statusCode()).isEqualTo(403);
    assertThat(server.get(uri(index, "media.m3u8?s=")).statusCode()).isEqualTo(403);
    assertThat(server.get(uri(index, "x_480")).statusCode()).isEqualTo(403);
  }

  @Test
  void whoAsksForARenditionThatDoesNotRunStartsItAndWaits() throws Exception {
    server.feed(source, 1_000, 5_300);
    String index = server.get("/live/x/index.m3u8?token=abc").body();
    plays.clear();
    CompletableFuture<HttpResponse<String>> early = server.getAsync(uri(index, "x_480"));
    await().until(() -> wanted.contains(LOW));
    Publication child = runs(LOW);
    server.feed(source, 5_300, 9_300);
    server.feed(child, 5_000, 9_300);
    String media = early.get(30, TimeUnit.SECONDS).body();
    assertThat(media).contains("#EXT-X-GAP", "-2.m4s\n");
    assertThat(plays).as("let in as a viewer of the source").allMatch(by -> by.admitted() != null);
    assertThat(server.viewers(SOURCE)).isEqualTo(1);
  }

  /// Each file that the MPD of the source names is there, whoever asks; who plays is the source's.
  @Test
  void theMpdOfTheSourceLeadsToWhatRuns() throws Exception {
    server.feed(source, 1_000, 7_300);
    server.feed(runs(MIDDLE), 1_000, 7_300);
    String mpd = ready("/live/x/manifest.mpd", "x_720/");
    assertThat(mpd).contains("<Location>manifest.mpd?s=").doesNotContain("x_480");
    String again =
        server.get("/live/x/" + mpd.replaceAll("(?s).*<Location>(.*)</Loc.*", "$1")).body();
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
      HttpResponse<String> file = server.get(server.uri("/live/x/manifest.mpd").resolve(name));
      assertThat(file.statusCode()).as(name).isEqualTo(200);
      assertThat(file.headers().firstValue("content-type")).contains("video/mp4");
    }
    assertThat(plays).isEmpty();
    assertThat(wanted).as("who makes it knows that it is watched").contains(MIDDLE);
    await().until(() -> server.viewers(SOURCE) > 0);
    assertThat(server.sessions().sessions()).allMatch(one -> SOURCE.equals(one.key()));
    assertThat(server.viewers(MIDDLE)).isZero();
    assertThat(server.get("/live/x_720/manifest.mpd").body()).doesNotContain("<!--", "../");
  }

  @Test
  void aSourceThatBrowsersLackMayBeLeftOut() throws Exception {
    renditions.leaveOutSource();
    server.feed(source, 1_000, 5_300);
    String index = server.get("/live/x/index.m3u8").body();
    assertThat(index).doesNotContain("media.m3u8?s=").contains("x_720", "x_480");
    assertThat(server.get("/live/x/manifest.mpd").body())
        .as("nothing else runs")
        .contains("\"video\"");
    server.feed(runs(MIDDLE), 1_000, 5_300);
    assertThat(ready("/live/x/manifest.mpd", "x_720/")).doesNotContain("id=\"video\"");
  }

  private String ready(String path, String what) throws Exception {
    return readyAt(server.uri(path), what);
  }

  /// What is asked for, when it has come so far: the hubs live on loops of their own.
  private String readyAt(URI at, String what) {
    CompletableFuture<String> ready = new CompletableFuture<>();
    await()
        .until(() -> {
          String body = server.get(at).body();
          return body.contains(what) && ready.complete(body);
        });
    return ready.join();
  }

  /// Where the line leads that has `part`.
  private URI uri(String index, String part) {
    String line = index.lines().filter(one -> one.contains(part)).findFirst().orElseThrow();
    return server.uri("/live/x/index.m3u8").resolve(line);
  }

  private Publication runs(StreamKey rendition) throws Exception {
    return server.publish(rendition, Protocol.TRANSCODE, SMALL);
  }
}
