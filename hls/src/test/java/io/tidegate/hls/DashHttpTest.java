package io.tidegate.hls;

import static io.tidegate.hls.ServedStream.header;
import static io.tidegate.media.testing.Patience.await;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.hls.HlsOptions.Container;
import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.CloseReason;
import io.tidegate.media.hub.Protocol;
import io.tidegate.media.hub.Publication;
import io.tidegate.media.hub.SessionView;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// DASH over real HTTP.
class DashHttpTest {
  private static final String MPD = "/live/x/manifest.mpd";

  private final RecordingPolicy policy = new RecordingPolicy();
  private ServedStream server;
  private Publication publication;

  @BeforeEach
  void start() throws Exception {
    server = new ServedStream(policy, Container.FMP4);
    publication = server.publish("x");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void theManifestLeadsToEverything() throws Exception {
    server.feed(publication, TestFrames.usual(1_000, 5_500));
    HttpResponse<String> first = server.get(MPD + "?token=abc&_HLS_msn=1");
    assertThat(first.statusCode()).isEqualTo(200);
    assertThat(header(first, "content-type")).isEqualTo("application/dash+xml");
    assertThat(header(first, "cache-control")).isEqualTo("no-store");
    assertThat(header(first, "access-control-allow-origin")).isEqualTo("*");
    assertThat(location(first.body())).matches("manifest\\.mpd\\?s=[0-9a-z]+&token=abc");

    HttpResponse<String> again = server.get("/live/x/" + location(first.body()));
    assertThat(again.body()).doesNotContain("<Location>");
    assertThat(first.body().replaceAll(" *<Location>.*</Location>\n", "")).isEqualTo(again.body());
    for (String kind : List.of("v", "a")) {
      String type = kind.equals("v") ? "video/mp4" : "audio/mp4";
      String init = value(again.body(), "initialization=\"([^\"]*m4" + kind + ")\"");
      String media = value(again.body(), "media=\"([^\"]*m4" + kind + ")\"");
      for (String name :
          List.of(init, media.replace("$Number$", "0"), media.replace("$Number$", "1"))) {
        HttpResponse<byte[]> file = server.send(server.request("/live/x/" + name));
        assertThat(file.statusCode()).as(name).isEqualTo(200);
        assertThat(header(file, "content-type")).isEqualTo(type);
        assertThat(header(file, "cache-control")).contains("immutable");
        String box = new String(file.body(), 4, 4, US_ASCII);
        assertThat(box).isEqualTo(name.equals(init) ? "ftyp" : "moof");
      }
    }
    assertThat(server.routes().sentBytes()).isPositive();
  }

  @Test
  void rangesHeadAndPreflight() throws Exception {
    server.feed(publication, TestFrames.usual(1_000, 5_500));
    String mpd = server.get(MPD).body();
    String name = "/live/x/" + value(mpd, "media=\"([^\"]*m4v)\"").replace("$Number$", "1");
    byte[] whole = server.send(server.request(name)).body();
    HttpResponse<byte[]> head =
        server.send(server.request(name).method("HEAD", BodyPublishers.noBody()));
    assertThat(header(head, "content-length")).isEqualTo(Integer.toString(whole.length));
    HttpResponse<byte[]> part = server.send(server.request(name).header("Range", "bytes=4-7"));
    assertThat(part.statusCode()).isEqualTo(206);
    assertThat(new String(part.body(), US_ASCII)).isEqualTo("moof");
    String tag = header(head, "etag");
    assertThat(server.send(server.request(name).header("If-None-Match", tag)).statusCode())
        .isEqualTo(304);
    for (String path : List.of(name, MPD, "/live/x.mpd", "/live/x/time")) {
      assertThat(
              server
                  .send(server.request(path).method("OPTIONS", BodyPublishers.noBody()))
                  .statusCode())
          .as(path)
          .isEqualTo(204);
    }
    HttpResponse<byte[]> headOfMpd =
        server.send(server.request(MPD).method("HEAD", BodyPublishers.noBody()));
    assertThat(headOfMpd.statusCode()).isEqualTo(200);
    assertThat(headOfMpd.body()).isEmpty();
  }

  @Test
  void whoKnowsTheManifestIsToldSoAndOthersGetItCompressed() throws Exception {
    server.feed(publication, TestFrames.usual(1_000, 5_500));
    String own = "/live/x/" + location(server.get(MPD).body());
    HttpResponse<byte[]> plain = server.send(server.request(own));
    HttpResponse<byte[]> coded = server.send(server.request(own).header("Accept-Encoding", "gzip"));
    assertThat(header(coded, "content-encoding")).isEqualTo("gzip");
    assertThat(header(plain, "vary")).isEqualTo("Accept-Encoding");
    assertThat(header(plain, "cache-control")).isEqualTo("no-cache");
    try (var in = new GZIPInputStream(new ByteArrayInputStream(coded.body()))) {
      assertThat(in.readAllBytes()).isEqualTo(plain.body());
    }
    String tag = header(plain, "etag");
    assertThat(tag).isNotEqualTo(header(coded, "etag"));
    assertThat(server.send(server.request(own).header("If-None-Match", tag)).statusCode())
        .isEqualTo(304);
    server.feed(publication, TestFrames.usual(7_000, 9_500));
    assertThat(server.send(server.request(own).header("If-None-Match", tag)).statusCode())
        .isEqualTo(200);
  }

  @Test
  void theShortAddressLeadsToTheOtherOne() throws Exception {
    for (String query : List.of("", "?token=a%26b")) {
      HttpResponse<String> brief = server.get("/live/x.mpd" + query);
      assertThat(brief.statusCode()).isEqualTo(307);
      assertThat(header(brief, "location")).isEqualTo("x/manifest.mpd" + query);
      assertThat(header(brief, "access-control-allow-origin")).isEqualTo("*");
    }
  }

  @Test
  void theTimeOfDayIsThere() throws Exception {
    Instant before = Instant.now().minusMillis(1);
    HttpResponse<String> time = server.get("/live/x/time");
    assertThat(Instant.parse(time.body())).isBetween(before, Instant.now());
    assertThat(header(time, "cache-control")).isEqualTo("no-store");
  }

  @Test
  void aViewerIsAdmittedAndCountedOnce() throws Exception {
    server.feed(publication, TestFrames.usual(1_000, 5_500));
    String own = "/live/x/" + location(server.get(MPD).body());
    assertThat(server.sessions().size()).isZero();
    server.get(own);
    server.get(own);
    assertThat(policy.plays()).hasSize(1);
    await().until(() -> server.sessions().size() == 1);
    SessionView session = server.sessions().sessions().getFirst();
    assertThat(session.protocol()).isEqualTo(Protocol.DASH);
    assertThat(server.viewers(StreamKey.parse("live/x"))).isEqualTo(1);

    assertThat(server.sessions().close(session.id(), CloseReason.KICKED)).isTrue();
    assertThat(server.get(own).statusCode()).as("kicked").isEqualTo(403);
    assertThat(server.viewers(StreamKey.parse("live/x"))).isZero();
  }

  /// FFmpeg's player asks at the first address each time.
  @Test
  void aPlayerThatIsDeafToLocationIsCountedFromItsSecondRequestOn() throws Exception {
    server.feed(publication, TestFrames.usual(1_000, 5_500));
    server.get(MPD);
    assertThat(server.sessions().size()).isZero();
    server.get(MPD);
    server.get(MPD);
    await().until(() -> server.sessions().size() == 1);
    assertThat(server.viewers(StreamKey.parse("live/x"))).isEqualTo(1);
  }

  @Test
  void whoMayNotIsRefused() throws Exception {
    server.feed(publication, TestFrames.usual(1_000, 5_500));
    assertThat(server.get(MPD + "?token=bad").statusCode()).isEqualTo(401);
    assertThat(server.get(MPD + "?s=abc&token=bad").statusCode()).isEqualTo(401);
    assertThat(server.get(MPD + "?s=abc").statusCode()).as("asked who that is").isEqualTo(200);
    assertThat(policy.plays()).allMatch(play -> play.protocol() == Protocol.DASH);
  }

  @Test
  void aRequestBeforeTheFirstSegmentWaitsAndAnotherBeforeTheStreamToo() throws Exception {
    CompletableFuture<HttpResponse<String>> early = server.getAsync(MPD);
    CompletableFuture<HttpResponse<String>> earlier = server.getAsync("/live/later/manifest.mpd");
    CompletableFuture<HttpResponse<String>> brief = server.getAsync("/live/later.mpd");
    await().until(() -> server.registry().players().count() == 2);
    server.feed(publication, TestFrames.usual(1_000, 3_200));
    assertThat(early.get(30, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
    server.feed(server.publish("later"), TestFrames.usual(1_000, 3_200));
    assertThat(earlier.get(30, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
    assertThat(brief.get(30, TimeUnit.SECONDS).statusCode()).isEqualTo(307);
  }

  @Test
  void whatDoesNotExistIsNotFound() throws Exception {
    server.feed(publication, TestFrames.usual(1_000, 5_500));
    String media = value(server.get(MPD).body(), "media=\"([^\"]*m4v)\"");
    for (String name :
        List.of(
            media.replace("$Number$", "2"),
            media.replace("$Number$", "999999999"),
            media.replace("$Number$", "9999999999"),
            media.replace("$Number$", "i9"),
            "t-0.m4v",
            "t-i0.m4a")) {
      assertThat(server.get("/live/x/" + name).statusCode()).as(name).isEqualTo(404);
    }
    assertThat(server.get("/live/nobody/manifest.mpd").statusCode()).isEqualTo(404);
  }

  @Test
  void theEndIsStaticAndStaysForAWhile() throws Exception {
    server.feed(publication, TestFrames.usual(1_000, 5_500));
    String own = "/live/x/" + location(server.get(MPD).body());
    server.registry().shutDown();
    await().until(() -> server.get(own).body().contains("type=\"static\""));
    assertThat(server.get(own).body()).contains("mediaPresentationDuration");
  }

  @Test
  void aStreamOfTransportStreamSegmentsHasNone() throws Exception {
    try (ServedStream ts = new ServedStream(policy, Container.TS)) {
      ts.feed(ts.publish("x"), TestFrames.usual(1_000, 5_500));
      HttpResponse<String> none = ts.get(MPD);
      assertThat(none.statusCode()).isEqualTo(404);
      assertThat(none.body()).contains("MPEG-TS");
      SegmentReport report =
          Objects.requireNonNull(ts.routes().segments(StreamKey.parse("live/x")));
      assertThat(report.dash()).isFalse();
      assertThat(report.differences()).isEmpty();
      assertThat(report.segments()).hasSize(2);
    }
  }

  @Test
  void theReportOfASegmentlessStreamIsNone() {
    assertThat(server.routes().segments(StreamKey.parse("live/x"))).isNull();
    assertThat(server.routes().segments(StreamKey.parse("live/nobody"))).isNull();
  }

  private static String location(String mpd) {
    return value(mpd, "<Location>(.*)</Location>").replace("&amp;", "&");
  }

  private static String value(String text, String pattern) {
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    assertThat(matcher.find()).as("%s in %s", pattern, text).isTrue();
    return matcher.group(1);
  }
}
