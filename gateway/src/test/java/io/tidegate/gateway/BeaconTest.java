package io.tidegate.gateway;

import static io.tidegate.media.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.gateway.config.SettingsReader;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Reports of player pages to a whole gateway in this process, friendly ones and others.
@Timeout(300)
class BeaconTest {
  private static final String REPORT =
      "{\"stream\":\"live/a\",\"way\":\"flv\",\"stalls\":2,\"stalledMs\":900,\"firstFrameMs\":300}";

  @TempDir Path folder;
  private Gateway gateway;
  private String address = "";
  private String metrics = "";
  private HttpClient client;

  @BeforeEach
  void start() throws Exception {
    gateway = new Gateway(SettingsReader.read(null, InProcess.environment(folder)));
    Map<String, String> addresses = gateway.start().addresses();
    address = "http://" + addresses.get("http");
    metrics = "http://" + addresses.get("metrics") + "/metrics";
    client = HttpClient.newHttpClient();
  }

  @AfterEach
  void stop() {
    client.shutdownNow();
    gateway.stop();
  }

  @Test
  void reportsOfALiveStreamAreCountedByStreamAndAsMetrics() throws Exception {
    slate();
    HttpResponse<String> answer = beacon("text/plain;charset=UTF-8", REPORT);
    assertThat(answer.statusCode()).isEqualTo(204);
    assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).hasValue("*");
    assertThat(answer.headers().firstValue("Access-Control-Allow-Credentials")).isEmpty();
    assertThat(answer.headers().firstValue("Set-Cookie")).isEmpty();
    assertThat(beacon("application/json", REPORT).statusCode()).isEqualTo(204);
    HttpResponse<String> players = get(address + "/api/v1/streams/live/a/players");
    ApiContract.load().check(players);
    JsonObject sums = new JsonObject(players.body());
    assertThat(sums.getInteger("stalls")).isEqualTo(4);
    assertThat(sums.getInteger("meanFirstFrameMs")).isEqualTo(300);
    assertThat(get(metrics).body())
        .contains(
            "tidegate_player_stalls_total{way=\"flv\"} 4.0\n",
            "tidegate_player_stalled_seconds_total{way=\"flv\"} 1.8\n",
            "tidegate_player_first_frame_seconds_bucket{way=\"flv\",le=\"0.5\"} 2\n",
            "tidegate_player_reports_total{outcome=\"counted\"} 2.0\n");
  }

  @Test
  void aStrangerMakesNoStreamsAndLearnsNothing() throws Exception {
    for (int i = 0; i < 20; i++) {
      String foreign = REPORT.replace("live/a", "secret/" + i);
      assertThat(beacon("text/plain", foreign).statusCode()).isEqualTo(204);
    }
    String scraped = get(metrics).body();
    assertThat(scraped)
        .contains("tidegate_player_reports_total{outcome=\"unknown-stream\"} 20.0\n")
        .contains("tidegate_player_stalls_total{way=\"flv\"} 0.0\n")
        .doesNotContain("secret/");
  }

  @Test
  void whatIsNoReportIsRefused() throws Exception {
    for (String body :
        List.of(
            "",
            "null",
            "[]",
            "7",
            "{",
            "{\"stream\":\"live/a\"}",
            REPORT.replace("900", "1e99"),
            REPORT.replace("}", ",\"user\":\"x\"}"),
            "[".repeat(1_000))) {
      HttpResponse<String> answer = beacon("text/plain", body);
      assertThat(answer.statusCode()).as(body).isEqualTo(400);
      assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    }
    assertThat(beacon("text/plain", REPORT + " ".repeat(1 << 10)).statusCode()).isEqualTo(413);
    assertThat(beacon("text/html", REPORT).statusCode()).isEqualTo(415);
    assertThat(get(address + "/beacon").statusCode()).isEqualTo(405);
    assertThat(get(metrics).body())
        .contains("tidegate_player_reports_total{outcome=\"malformed\"} 9.0\n");
  }

  @Test
  void anAddressThatFloodsIsToldToWait() throws Exception {
    int refused = 0;
    for (int i = 0; i < 200; i++) {
      HttpResponse<String> answer = beacon("text/plain", REPORT);
      if (answer.statusCode() == 429) {
        assertThat(answer.headers().firstValue("Retry-After")).hasValue("30");
        refused++;
      }
    }
    assertThat(refused).isBetween(1, 140);
  }

  /// Its connection is closed, whatever else the process does.
  @Test
  void aReportThatNeverEndsIsCut() throws Exception {
    URI uri = URI.create(address);
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(uri.getHost(), uri.getPort()));
      socket
          .getOutputStream()
          .write(
              "POST /beacon HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nContent-Length: 100\r\n\r\n{"
                  .getBytes(StandardCharsets.US_ASCII));
      assertThat(ended(socket)).isTrue();
    }
  }

  private static boolean ended(Socket socket) {
    try {
      return socket.getInputStream().read() < 0;
    } catch (IOException cut) {
      return true;
    }
  }

  @Test
  void pagesOfOtherOriginsMayAsk() throws Exception {
    HttpRequest asks =
        HttpRequest.newBuilder(URI.create(address + "/beacon"))
            .method("OPTIONS", HttpRequest.BodyPublishers.noBody())
            .header("Origin", "https://elsewhere.example")
            .header("Access-Control-Request-Method", "POST")
            .build();
    HttpResponse<String> answer = client.send(asks, HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).isEqualTo(204);
    assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).hasValue("*");
    assertThat(answer.headers().firstValue("Access-Control-Allow-Methods"))
        .hasValue("POST, OPTIONS");
  }

  /// A stream that needs nobody.
  private void slate() throws Exception {
    String route =
        """
        {"sources": [{"type": "rtsp-pull", "url": "rtsp://127.0.0.1:9/x"}, {"type": "slate"}]}
        """;
    HttpRequest put =
        HttpRequest.newBuilder(URI.create(address + "/api/v1/routes/live/a"))
            .PUT(HttpRequest.BodyPublishers.ofString(route))
            .header("Content-Type", "application/json")
            .build();
    assertThat(client.send(put, HttpResponse.BodyHandlers.ofString()).statusCode()).isEqualTo(201);
    await("the slate").until(() -> get(address + "/api/v1/streams").body().contains("live/a"));
  }

  private HttpResponse<String> beacon(String type, String body) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(address + "/beacon"))
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .header("Content-Type", type)
            .build();
    return client.send(request, HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> get(String url) throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString());
  }
}
