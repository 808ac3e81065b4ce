package io.tidegate.flvhttp;

import static io.tidegate.media.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.Bytes;
import io.tidegate.media.MalformedException;
import io.tidegate.media.StreamEvent;
import io.tidegate.media.TrackList;
import io.tidegate.media.flv.FlvReader;
import io.tidegate.media.flv.FlvTag;
import io.tidegate.media.hub.AdmissionPolicy;
import io.tidegate.media.hub.Protocol;
import io.tidegate.media.hub.SessionView;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FlvHttpTest {
  private static final String GET = "GET /live/x.flv HTTP/1.1\r\nHost: t\r\n\r\n";

  private static final String UPGRADE =
"""
Connection: Upgrade\r
Upgrade: websocket\r
Sec-WebSocket-Version: 13\r
Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
\r
""";

  private LiveServer server;

  @BeforeEach
  void start() throws Exception {
    server = new LiveServer();
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  @Test
  void sendsHeadersAndTheGopFromItsKeyFrameFirst() throws Exception {
    server.publish();
    server.frames(0, 15, 100);
    try (RawClient client = new RawClient(server.port()).send(GET)) {
      assertThat(client.head())
          .startsWith("HTTP/1.1 200 OK\r\n")
          .containsIgnoringCase("content-type: video/x-flv")
          .containsIgnoringCase("transfer-encoding: chunked")
          .containsIgnoringCase("access-control-allow-origin: *")
          .containsIgnoringCase("cache-control: no-store");
      Bytes start = client.chunk();
      assertThat(start.slice(0, 13).toHex()).isEqualTo("464c5601" + "05" + "0000000900000000");
      List<FlvTag> tags = tags(Bytes.concat(start, client.chunk(), client.chunk()));
      assertThat(tags.subList(0, 3))
          .extracting(FlvTag::type)
          .containsExactly(FlvTag.Type.SCRIPT, FlvTag.Type.VIDEO, FlvTag.Type.AUDIO);
      assertThat(tags.get(3).body().slice(0, 2).toHex()).isEqualTo("1701");
      assertThat(tags.get(0).timestampMs()).isEqualTo(tags.get(3).timestampMs());
    }
  }

  @Test
  void flushesOncePerVideoFrameWithTheSoundBeforeIt() throws Exception {
    server.publish();
    server.frames(0, 1, 100);
    try (RawClient client = new RawClient(server.port()).send(GET)) {
      client.head();
      client.chunk();
      client.chunk();
      server.frames(1, 2, 100);
      assertThat(types(client.chunk())).containsExactly(FlvTag.Type.AUDIO, FlvTag.Type.VIDEO);
      assertThat(types(client.chunk())).containsExactly(FlvTag.Type.AUDIO, FlvTag.Type.VIDEO);
    }
  }

  @Test
  void answersHttp10WithoutChunksAndClosesAtTheEnd() throws Exception {
    server.publish();
    server.frames(0, 3, 100);
    try (RawClient client =
        new RawClient(server.port())
            .send("GET /live/x.flv HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")) {
      assertThat(client.head())
          .startsWith("HTTP/1.0 200")
          .doesNotContainIgnoringCase("transfer-encoding");
      server.watched();
      server.endOfStream();
      assertThat(types(client.rest()))
          .startsWith(FlvTag.Type.SCRIPT, FlvTag.Type.VIDEO, FlvTag.Type.AUDIO, FlvTag.Type.VIDEO);
    }
  }

  @Test
  void endsTheResponseWithTheStreamAndKeepsTheConnection() throws Exception {
    server.publish();
    server.frames(0, 3, 100);
    try (RawClient client = new RawClient(server.port()).send(GET)) {
      client.head();
      server.watched();
      server.endOfStream();
      assertThat(types(client.chunks(1 << 20))).contains(FlvTag.Type.VIDEO);
      await().until(() -> server.routes.viewers() == 0);
      assertThat(client.send(GET).head()).startsWith("HTTP/1.1 404");
    }
  }

  @Test
  void servesWebSocketsOneMessageAFlush() throws Exception {
    server.publish();
    server.frames(0, 3, 70_000);
    try (RawClient client =
        new RawClient(server.port())
            .send("GET /live/x.live.flv HTTP/1.1\r\nHost: t\r\n" + UPGRADE)) {
      assertThat(client.head()).startsWith("HTTP/1.1 101");
      List<FlvTag> tags = tags(Bytes.concat(client.message(), client.message()));
      assertThat(tags.get(3).body().length()).isEqualTo(70_000 + 10);
      assertThat(server.sessions.sessions())
          .extracting(SessionView::protocol)
          .containsExactly(Protocol.WS_FLV);
    }
    await().until(() -> server.sessions.size() == 0);
  }

  @Test
  void answersTheGoodbyeOfAWebSocketWithNothingAfterIt() throws Exception {
    server.publish();
    server.frames(0, 3, 1_000);
    try (RawClient client =
        new RawClient(server.port()).send("GET /live/x.flv HTTP/1.1\r\nHost: t\r\n" + UPGRADE)) {
      assertThat(client.head()).startsWith("HTTP/1.1 101");
      client.message();
      client.send("\u0088\u0082\1\2\3\4\2\352"); // RFC 6455 §5.5.1: masked, 1000
      Bytes rest = client.rest();
      assertThat(rest.slice(rest.length() - 4).toHex()).isEqualTo("880203e8");
    }
    await().until(() -> server.routes.viewers() == 0);
  }

  @Test
  void ignoresAnUpgradeThatCannotBe() throws Exception {
    server.publish();
    for (String start :
        List.of(
            "HEAD /live/x.flv HTTP/1.1", "HEAD /live/x.flv HTTP/1.0", "GET /live/x.ts HTTP/1.1")) {
      try (RawClient client =
          new RawClient(server.port()).send(start + "\r\nHost: t\r\n" + UPGRADE)) {
        assertThat(client.head()).as(start).contains(" 200 OK");
      }
    }
  }

  @Test
  void answersHeadAndPreflightWithoutAViewer() throws Exception {
    server.publish();
    try (RawClient client =
        new RawClient(server.port()).send("HEAD /live/x.flv HTTP/1.1\r\nHost: t\r\n\r\n")) {
      assertThat(client.head()).startsWith("HTTP/1.1 200").contains("video/x-flv");
      assertThat(client.send("OPTIONS /live/x.flv HTTP/1.1\r\nHost: t\r\n\r\n").head())
          .startsWith("HTTP/1.1 204")
          .contains("GET, HEAD, OPTIONS");
      assertThat(client.send("POST /live/x.flv HTTP/1.1\r\nHost: t\r\n\r\n").head())
          .startsWith("HTTP/1.1 405");
    }
    assertThat(server.routes.viewers()).isZero();
  }

  @Test
  void answersUnknownAndMalformedPathsWith404() throws Exception {
    try (RawClient client = new RawClient(server.port())) {
      for (String path :
          List.of("/live/none.flv", "/live/%2e%2e.flv", "/api/x.flv", "/a/b c.flv")) {
        client.send("GET " + path.replace(" ", "%20") + " HTTP/1.1\r\nHost: t\r\n\r\n");
        String head = client.head();
        assertThat(head).as(path).startsWith("HTTP/1.1 404");
        client.read(Integer.parseInt(head.replaceAll("(?is).*content-length: (\\d+).*", "$1")));
      }
    }
  }

  @Test
  void aViewerThatComesBeforeTheTracksGetsTheFileHeaderWithThem() throws Exception {
    server.publishWithoutTracks();
    try (RawClient client = new RawClient(server.port()).send(GET)) {
      client.head();
      server.watched();
      server.emit(new StreamEvent.TracksChanged(LiveServer.tracks()));
      server.frames(0, 2, 100);
      assertThat(types(Bytes.concat(client.chunk(), client.chunk())))
          .containsExactly(
              FlvTag.Type.SCRIPT, FlvTag.Type.VIDEO, FlvTag.Type.AUDIO, FlvTag.Type.VIDEO);
    }
  }

  @Test
  void viewersStayThroughTheGracePeriod() throws Exception {
    server.publish();
    server.frames(0, 3, 100);
    try (RawClient client = new RawClient(server.port()).send(GET)) {
      client.head();
      server.watched();
      server.unpublish();
      server.publish();
      server.frames(0, 5, 100);
      List<FlvTag> tags = tags(client.chunks(1300));
      assertThat(tags.stream().filter(tag -> tag.body().u16(0) == 0x1701).count()).isEqualTo(2);
      for (FlvTag.Type track : List.of(FlvTag.Type.VIDEO, FlvTag.Type.AUDIO)) {
        assertThat(tags)
            .filteredOn(tag -> tag.type() == track)
            .extracting(FlvTag::timestampMs)
            .isSorted();
      }
    }
  }

  @Test
  void servesTransportStreamsInWholePacketsFromTheTablesOn() throws Exception {
    server.publish();
    server.frames(0, 15, 1000);
    try (RawClient client =
        new RawClient(server.port()).send("GET /live/x.ts HTTP/1.1\r\nHost: t\r\n\r\n")) {
      assertThat(client.head()).containsIgnoringCase("content-type: video/mp2t");
      for (int i = 0; i < 3; i++) {
        Bytes chunk = client.chunk();
        assertThat(chunk.length() % 188).isZero();
        assertThat(chunk.u8(0)).isEqualTo(0x47);
        if (i == 0) {
          assertThat(chunk.u16(1) & 0x1FFF).as("PID of the PAT").isZero();
        }
      }
    }
  }

  @Test
  void servesFragmentsAfterTheInitialisationSegment() throws Exception {
    server.publish();
    server.frames(0, 15, 1000);
    try (RawClient client =
        new RawClient(server.port()).send("GET /live/x.mp4 HTTP/1.1\r\nHost: t\r\n\r\n")) {
      assertThat(client.head()).containsIgnoringCase("content-type: video/mp4");
      assertThat(client.chunk().slice(4, 4).text(StandardCharsets.US_ASCII)).isEqualTo("ftyp");
      Bytes first = client.chunk();
      assertThat(first.slice(4, 4).text(StandardCharsets.US_ASCII)).isIn("styp", "moof");
      assertThat(first.indexOf(0x65, 0) > 0).as("the key frame of the GOP").isTrue();
    }
  }

  @Test
  void aBatchCollectsPicturesAndAKeyFrameStartsANewOne() throws Exception {
    server.close();
    FlvHttpOptions defaults = FlvHttpOptions.DEFAULT;
    server =
        new LiveServer(
            new FlvHttpOptions(
                Duration.ofMillis(100),
                defaults.limits(),
                defaults.writeQueue(),
                0,
                0,
                defaults.retryAfter()),
            AdmissionPolicy.OPEN);
    server.publish();
    server.frames(0, 6, 100);
    try (RawClient client = new RawClient(server.port()).send(GET)) {
      client.head();
      assertThat(pictures(client.chunk())).as("the sequence header").isEqualTo(1);
      assertThat(pictures(client.chunk())).as("0, 40, 80 and 120 ms").isEqualTo(4);
      server.frames(6, 5, 100);
      assertThat(pictures(client.chunk())).as("160 to 240 ms").isEqualTo(3);
      assertThat(pictures(client.chunk())).as("280 to 360 ms").isEqualTo(3);
      assertThat(pictures(client.chunk())).as("sound before the key frame").isZero();
    }
  }

  @Test
  void soundAloneIsFlushedFrameByFrame() throws Exception {
    server.publishWithoutTracks();
    TrackList sound = LiveServer.tracks().filter(track -> !track.isVideo());
    server.emit(new StreamEvent.TracksChanged(sound));
    try (RawClient client = new RawClient(server.port()).send(GET)) {
      client.head();
      server.watched();
      for (int ms = 0; ms < 100; ms += 20) {
        server.sound(ms);
      }
      assertThat(client.chunk().u8(4)).as("flags of the file header").isEqualTo(4);
      assertThat(types(client.chunk())).containsExactly(FlvTag.Type.AUDIO);
      assertThat(types(client.chunk())).containsExactly(FlvTag.Type.AUDIO);
    }
  }

  private static long pictures(Bytes bytes) throws MalformedException {
    return types(bytes).stream().filter(type -> type == FlvTag.Type.VIDEO).count();
  }

  private static List<FlvTag.Type> types(Bytes bytes) throws MalformedException {
    return tags(bytes).stream().map(FlvTag::type).toList();
  }

  /// Tags of a whole file, or of a piece that starts with a tag.
  private static List<FlvTag> tags(Bytes bytes) throws MalformedException {
    List<FlvTag> tags = new ArrayList<>();
    FlvReader reader = new FlvReader(tags::add);
    if (bytes.u8(0) != 'F') {
      reader.accept(Bytes.ofHex("464c560105000000 0900000000"));
    }
    reader.accept(bytes);
    return tags;
  }
}
