package io.tidegate.gateway;

import static io.tidegate.media.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.gateway.config.SettingsReader;
import io.tidegate.gateway.probe.Probes;
import io.tidegate.media.ByteWriter;
import io.tidegate.media.Bytes;
import io.tidegate.media.Frame;
import io.tidegate.media.MediaTime;
import io.tidegate.media.testing.Patience;
import io.tidegate.media.testing.SyntheticStreams;
import io.tidegate.media.ts.TsMuxer;
import io.tidegate.media.ts.TsMuxerOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Probes of a whole gateway in this process.
class ProbeApiTest {
  private static final SyntheticStreams.Spec SPEC =
      SyntheticStreams.Spec.of(SyntheticStreams.tracks());

  @TempDir Path folder;
  private Gateway gateway;
  private Map<String, String> listeners = Map.of();
  private String api = "";
  private HttpClient client;
  private ApiContract contract;

  @BeforeEach
  void start() throws Exception {
    contract = ApiContract.load();
    gateway = new Gateway(SettingsReader.read(null, InProcess.environment(folder)));
    listeners = gateway.start().addresses();
    api = "http://" + listeners.get("http") + "/api/v1";
    client = HttpClient.newHttpClient();
  }

  @AfterEach
  void stop() {
    client.shutdownNow();
    gateway.stop();
  }

  @Test
  void tellsWhatATransportStreamCarriesWithoutLeavingATrace() throws Exception {
    int port = freePort();
    CompletableFuture<HttpResponse<String>> asked =
        ask("{\"url\": \"udp://127.0.0.1:" + port + "\", \"seconds\": 1}");
    try (DatagramSocket socket = new DatagramSocket()) {
      TransportStream stream = new TransportStream();
      // faster than it plays: the measure goes by the times of the media
      await("the report")
          .until(() -> {
            send(socket, port, stream.second());
            return asked.isDone();
          });
    }
    JsonObject report = answer(asked);
    assertThat(report.getBoolean("ok")).as("%s", report).isTrue();
    assertThat(outcomes(report)).containsExactly("ok", "skipped", "ok", "ok", "ok");
    assertThat(report.getString("code")).isEmpty();
    JsonArray tracks = report.getJsonArray("tracks");
    JsonObject picture = tracks.getJsonObject(0);
    assertThat(picture.getString("codecs")).isEqualTo("avc1.64000C");
    assertThat(picture.getString("profile")).isEqualTo("High level 1.2");
    assertThat(picture.getInteger("width")).isEqualTo(320);
    JsonObject sound = tracks.getJsonObject(1);
    assertThat(sound.getString("profile")).isEqualTo("LC");
    assertThat(sound.getInteger("sampleRateHz")).isEqualTo(48_000);
    assertThat(report.getJsonObject("measured").getLong("bitrateBps")).isPositive();
    assertThat(report.getString("device")).startsWith("from 127.0.0.1:").endsWith(", raw");
    assertThat(get("/streams")).contains("\"items\":[]");
    assertThat(get("/udp/sources")).contains("\"items\":[]");
    assertThat(get("/events")).doesNotContain("probe");
  }

  @Test
  void whatIsNotThereIsToldApart() throws Exception {
    JsonObject absent = answer(ask("{\"url\": \"rtsp://127.0.0.1:" + closedPort() + "/x\"}"));
    assertThat(outcomes(absent)).containsExactly("ok", "failed", "skipped", "skipped", "skipped");
    assertThat(absent.getString("code")).isEqualTo("port");
    assertThat(absent.getString("cause")).contains("refused");
    assertThat(absent.getString("next")).contains("port");
    JsonObject noStream =
        answer(ask("{\"url\": \"rtsp://" + listeners.get("rtsp") + "/live/none\"}"));
    assertThat(outcomes(noStream)).startsWith("ok", "ok", "failed");
    assertThat(noStream.getString("cause")).as("%s", noStream).contains("404");
    assertThat(noStream.getString("code")).isEqualTo("path");
    assertThat(noStream.getString("next")).contains("path");
    assertThat(noStream.getDouble("roundTripMs")).isPositive();
    JsonObject noName =
        answer(ask("{\"url\": \"rtmp://" + listeners.get("rtmp") + "/live/none\"}"));
    assertThat(noName.getString("cause")).as("%s", noName).contains("StreamNotFound");
    assertThat(noName.getString("code")).isEqualTo("stream");
    assertThat(noName.getString("next")).contains("name");
  }

  @Test
  void refusesWhatIsNoSource() throws Exception {
    Map<String, String> wrong = new HashMap<>();
    wrong.put("{}", "source");
    wrong.put("{\"url\": \"http://h/x\"}", "url");
    wrong.put("{\"url\": \"rtsp://h/x\", \"source\": {\"type\": \"slate\"}}", "url");
    wrong.put("{\"url\": \"rtsp://h/x\", \"seconds\": 31}", "seconds");
    wrong.put("{\"url\": \"rtsp://h/x\", \"seconds\": 0}", "seconds");
    wrong.put("{\"url\": \"udp://h:0\"}", "url");
    wrong.put("{\"URL\": \"rtsp://h/x\"}", "URL");
    wrong.put("{\"source\": {\"type\": \"srt-listen\"}}", "source.type");
    wrong.put("{\"source\": {\"type\": \"rtsp-pull\"}}", "source.url");
    wrong.put("{\"source\": \"rtsp://h/x\"}", "source");
    for (Map.Entry<String, String> entry : wrong.entrySet()) {
      HttpResponse<String> refused = ask(entry.getKey()).get(30, TimeUnit.SECONDS);
      contract.check(refused);
      assertThat(refused.statusCode()).as(entry.getKey()).isEqualTo(422);
      String field = new JsonObject(refused.body()).getString("field");
      assertThat(field).as(entry.getKey()).isEqualTo(entry.getValue());
    }
    HttpResponse<String> read =
        client.send(
            HttpRequest.newBuilder(URI.create(api + "/probe")).build(),
            HttpResponse.BodyHandlers.ofString());
    contract.check(read);
    assertThat(read.statusCode()).isEqualTo(405);
  }

  /// Servers that say nothing keep probes waiting until the askers go.
  @Test
  void aFewAtATimeAndAnAskerWhoGoesMakesRoom() throws Exception {
    List<Socket> held = new ArrayList<>();
    try (ServerSocket mute = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      String body = "{\"url\": \"rtmp://127.0.0.1:" + mute.getLocalPort() + "/live/x\"}";
      List<HttpClient> askers = new ArrayList<>();
      for (int i = 0; i < Probes.MOST_AT_ONCE; i++) {
        HttpClient asker = HttpClient.newHttpClient();
        askers.add(asker);
        var _ = asker.sendAsync(request(body), HttpResponse.BodyHandlers.ofString());
      }
      // each looks whether the port answers, and then calls
      mute.setSoTimeout((int) Patience.LIMIT.toMillis());
      for (int i = 0; i < 2 * Probes.MOST_AT_ONCE; i++) {
        held.add(mute.accept());
      }
      HttpResponse<String> more = ask(body).get(30, TimeUnit.SECONDS);
      contract.check(more);
      assertThat(more.statusCode()).isEqualTo(429);
      assertThat(more.headers().firstValue("Retry-After")).isPresent();
      askers.forEach(HttpClient::shutdownNow);
      int closed = closedPort();
      await("room")
          .until(() -> {
            String other = "{\"url\": \"rtmp://127.0.0.1:" + closed + "/live/x\"}";
            return ask(other).get(30, TimeUnit.SECONDS).statusCode() == 200;
          });
    } finally {
      for (Socket socket : held) {
        socket.close();
      }
    }
  }

  private CompletableFuture<HttpResponse<String>> ask(String body) {
    return client.sendAsync(request(body), HttpResponse.BodyHandlers.ofString());
  }

  private HttpRequest request(String body) {
    return HttpRequest.newBuilder(URI.create(api + "/probe"))
        .header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(body))
        .build();
  }

  private JsonObject answer(CompletableFuture<HttpResponse<String>> asked) throws Exception {
    HttpResponse<String> answer = asked.get(60, TimeUnit.SECONDS);
    contract.check(answer);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return new JsonObject(answer.body());
  }

  private String get(String path) throws Exception {
    return client
        .send(
            HttpRequest.newBuilder(URI.create(api + path)).build(),
            HttpResponse.BodyHandlers.ofString())
        .body();
  }

  private static List<String> outcomes(JsonObject report) {
    return report.getJsonArray("steps").stream()
        .map(step -> ((JsonObject) step).getString("outcome"))
        .toList();
  }

  /// A second more at each call, with a key frame in front.
  private static final class TransportStream {
    private final TsMuxer muxer = new TsMuxer(TsMuxerOptions.DEFAULT);
    private int seconds;

    TransportStream() {
      muxer.tracks(SPEC.tracks());
    }

    Bytes second() {
      ByteWriter out = new ByteWriter();
      muxer.psi(out);
      MediaTime from = MediaTime.ofSeconds(seconds++);
      for (Frame frame : SyntheticStreams.frames(SPEC, from, MediaTime.ofSeconds(1))) {
        muxer.frame(frame, out);
      }
      return out.toBytes();
    }
  }

  private static void send(DatagramSocket socket, int port, Bytes stream) throws IOException {
    InetSocketAddress to = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    for (int at = 0; at < stream.length(); at += 1_316) {
      byte[] part = stream.slice(at, Math.min(1_316, stream.length() - at)).toByteArray();
      socket.send(new DatagramPacket(part, part.length, to));
    }
  }

  private static int freePort() throws IOException {
    try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static int closedPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
