package io.tidegate.gateway.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidegate.media.Bytes;
import io.tidegate.media.Frame;
import io.tidegate.media.testing.Patience;
import io.tidegate.media.testing.Tool;
import io.tidegate.media.ts.TsDemuxer;
import io.tidegate.media.ts.TsDemuxerOptions;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Transport streams over UDP, with ffmpeg as sender and as receiver. A receiver is there before
/// the sender, so it sees where a push begins; ffmpeg's RTP opens its port twice and misses that.
class UdpTsIT {
  private static final String GROUP = "239.255.42.17";

  /// A quarter of what is recorded: ffmpeg begins late, and a busy machine may lose datagrams.
  private static final int PICTURES = 50;

  @TempDir Path folder;

  @Test
  void aGroupIsReceivedRawAndSentOnAsRtp() throws Exception {
    int in = SrtPeers.freePort();
    int out = freePair();
    String group = "udp://" + GROUP + ":" + in;
    Path recording = folder.resolve("rtp.ts");
    try (GatewayProcess gateway =
            gateway(
                "{type: udp-ts, url: '" + group + "', interface: lo}",
                "{url: 'rtp://127.0.0.1:" + out + "', dscp: 34}");
        Tool receiver = receive("rtp://127.0.0.1:" + out, recording)) {
      awaitListening(gateway);
      try (Tool _ = send("mpegts", group + "?localaddr=127.0.0.1&pkt_size=1316")) {
        assertThat(receiver.await(120)).as(receiver.output()).isZero();
        assertThat(pictures(recording)).hasSizeGreaterThanOrEqualTo(PICTURES);
        JsonObject source = first(gateway, "sources");
        assertThat(source.getString("state")).as("%s", source).isEqualTo("streaming");
        assertThat(source.getBoolean("rtp")).isFalse();
        assertThat(first(gateway, "pushes").getString("state")).isEqualTo("streaming");
        FlvRecording.of(gateway.http("/live/u.flv"), 3, folder.resolve("u.flv"));
      }
    }
  }

  @Test
  void rtpIsReceivedAndSentOnToAGroup() throws Exception {
    int in = SrtPeers.freePort();
    int out = SrtPeers.freePort();
    String group = "udp://" + GROUP + ":" + out;
    Path recording = folder.resolve("raw.ts");
    try (GatewayProcess gateway =
            gateway(
                "{type: udp-ts, url: 'udp://127.0.0.1:" + in + "'}",
                "{url: '" + group + "', interface: lo, ttl: 2}");
        Tool receiver = receive(group + "?localaddr=127.0.0.1", recording)) {
      awaitListening(gateway);
      try (Tool _ = send("rtp_mpegts", "rtp://127.0.0.1:" + in)) {
        assertThat(receiver.await(120)).as(receiver.output()).isZero();
        List<Frame> pictures = pictures(recording);
        assertThat(pictures).hasSizeGreaterThanOrEqualTo(PICTURES);
        assertThat(pictures.getFirst().keyFrame()).as("begins at a key frame").isTrue();
        assertThat(first(gateway, "sources").getBoolean("rtp")).isTrue();
      }
      await("the end of the sender")
          .atMost(Patience.FOR_PROGRAMS)
          .until(() -> first(gateway, "sources").getString("lastFailure").contains("no frame"));
      assertThat(first(gateway, "sources").getBoolean("listening")).isTrue();
    }
  }

  /// Over SRT from a camera, over RTSP and RTMP from the gateway itself: the recording has a key
  /// frame every 50 pictures.
  @Test
  void aProbeMeasuresWhatItCalls() throws Exception {
    int port = SrtPeers.freePort();
    try (GatewayProcess gateway = GatewayProcess.start(folder.resolve("data"));
        Tool _ = SrtPeers.listen(Media.h264(), port);
        Tool _ = Media.publishEndlessly(gateway.rtmp("/live/x"))) {
      Live.awaitStream(gateway, "live/x");
      JsonObject srt = probe(gateway, "srt://127.0.0.1:" + port);
      assertThat(srt.getValue("roundTripMs")).as("%s", srt).isNotNull();
      probe(gateway, gateway.rtsp("/live/x"));
      probe(gateway, gateway.rtmp("/live/x"));
      assertThat(gateway.get("/api/v1/streams").body()).doesNotContain("probe");
    }
  }

  private static JsonObject probe(GatewayProcess gateway, String url) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(gateway.http("/api/v1/probe")))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString("{\"seconds\": 5, \"url\": \"" + url + "\"}"))
            .build();
    try (HttpClient http = HttpClient.newHttpClient()) {
      String answer = http.send(request, HttpResponse.BodyHandlers.ofString()).body();
      JsonObject report = new JsonObject(answer);
      assertThat(report.getBoolean("ok")).as(answer).isTrue();
      JsonObject picture = report.getJsonArray("tracks").getJsonObject(0);
      assertThat(picture.getInteger("width")).as(answer).isEqualTo(640);
      assertThat(report.getJsonArray("tracks").size()).as(answer).isEqualTo(2);
      assertThat(report.getJsonObject("measured").getLong("bitrateBps")).as(answer).isPositive();
      assertThat(report.getJsonObject("measured").getLong("gopMs"))
          .as(answer)
          .isBetween(1_900L, 2_100L);
      return report;
    }
  }

  private GatewayProcess gateway(String source, String push) throws Exception {
    String route =
        "routes: [{key: u, sources: [%s], outputs: {udp-ts-push: [%s]}}]\n".formatted(source, push);
    return GatewayProcess.start(folder.resolve("data"), Map.of(), route);
  }

  private static void awaitListening(GatewayProcess gateway) {
    await("the socket")
        .atMost(Patience.FOR_PROGRAMS)
        .until(() -> first(gateway, "sources").getBoolean("listening"));
  }

  private static JsonObject first(GatewayProcess gateway, String list) throws Exception {
    return new JsonObject(gateway.get("/api/v1/udp/" + list).body())
        .getJsonArray("items")
        .getJsonObject(0);
  }

  private static Tool send(String format, String url) throws IOException, InterruptedException {
    return Tool.start(
        "ffmpeg",
        ("-nostdin -v error -re -stream_loop -1 -i "
                + Media.h264()
                + " -c copy -f "
                + format
                + " "
                + url)
            .split(" "));
  }

  /// A port that nobody has, and the next one for RTCP.
  private static int freePair() throws IOException {
    while (true) {
      int port = SrtPeers.freePort();
      if (port < 65_535 && isFree(port + 1)) {
        return port;
      }
    }
  }

  private static boolean isFree(int port) {
    try (DatagramSocket _ = new DatagramSocket(port)) {
      return true;
    } catch (SocketException taken) {
      return false;
    }
  }

  private static Tool receive(String url, Path recording) throws IOException {
    return Tool.start(
        "ffmpeg", ("-nostdin -v error -i " + url + " -t 8 -c copy -y " + recording).split(" "));
  }

  private static List<Frame> pictures(Path recording) throws IOException {
    List<Frame> pictures = new ArrayList<>();
    TsDemuxer demuxer =
        new TsDemuxer(
            event -> {
              if (event instanceof Frame frame && frame.trackId() == 1) {
                pictures.add(frame);
              }
            },
            TsDemuxerOptions.DEFAULT);
    demuxer.accept(Bytes.wrap(Files.readAllBytes(recording)), 0);
    demuxer.end();
    return pictures;
  }
}
