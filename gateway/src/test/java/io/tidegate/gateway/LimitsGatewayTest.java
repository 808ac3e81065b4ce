package io.tidegate.gateway;

import static io.tidegate.media.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.gateway.config.SettingsReader;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A whole gateway in this process that takes two viewers of an address: what each protocol says to
/// the third. A slate is the stream.
class LimitsGatewayTest {
  private static final String SLATE =
      """
      {"sources": [{"type": "rtmp-publish"}, {"type": "slate"}]}
      """;

  @TempDir Path folder;
  private Gateway gateway;
  private Map<String, String> listeners;
  private HttpClient http;
  private ApiClient api;
  private final List<HttpResponse<InputStream>> viewers = new ArrayList<>();

  @BeforeEach
  void start() throws Exception {
    Map<String, String> environment = InProcess.environment(folder);
    environment.put("TIDEGATE_LIMITS_EXEMPT", "192.0.2.1");
    environment.put("TIDEGATE_LIMITS_VIEWERS_PER_ADDRESS", "2");
    environment.put("TIDEGATE_LIMITS_CONNECTIONS_PER_ADDRESS", "20");
    environment.put("TIDEGATE_LIMITS_API_PER_SECOND", "50");
    gateway = new Gateway(SettingsReader.read(null, environment));
    listeners = gateway.start().addresses();
    http = HttpClient.newHttpClient();
    api = ApiClient.of(http, "http://" + listeners.get("http"));
    assertThat(api.send("PUT", "/api/v1/routes/live/s", SLATE).statusCode()).isEqualTo(201);
    await("the slate").until(() -> api.get("/api/v1/streams").body().contains("\"video\""));
  }

  @AfterEach
  void stop() throws Exception {
    for (HttpResponse<InputStream> viewer : viewers) {
      viewer.body().close();
    }
    http.shutdownNow();
    gateway.stop();
  }

  @Test
  void theThirdViewerOfAnAddressIsToldToComeBack() throws Exception {
    watch(200);
    watch(200);
    HttpResponse<InputStream> third = watch(429);
    assertThat(third.headers().firstValue("Retry-After")).hasValue("5");
    HttpResponse<String> hls = api.get("/live/s/index.m3u8");
    assertThat(hls.statusCode()).as(hls.body()).isEqualTo(429);
    assertThat(hls.headers().firstValue("Retry-After")).isPresent();
    String rtsp = say("rtsp", "DESCRIBE rtsp://h/live/s RTSP/1.0\r\nCSeq: 1\r\n\r\n");
    assertThat(rtsp).startsWith("RTSP/1.0 503 ").contains("Retry-After: 5");
    HttpResponse<String> load = api.get("/api/v1/load");
    ApiContract.load().check(load);
    JsonObject standing = new JsonObject(load.body());
    assertThat(standing.getInteger("viewers")).isEqualTo(2);
    assertThat(standing.getJsonObject("refused").getLong("address-viewers")).isEqualTo(3);
    viewers.getFirst().body().close();
    await("the first has left").until(() -> standing().getInteger("viewers") == 1);
    watch(200);
  }

  @Test
  void anHlsPlayerWithoutASessionIsCountedOnce() throws Exception {
    for (int i = 0; i < 5; i++) {
      assertThat(api.get("/live/s/media.m3u8").statusCode()).isEqualTo(200);
    }
    watch(200);
  }

  @Test
  void connectionsOverTheLimitAreToldSo() throws Exception {
    List<Socket> idle = new ArrayList<>();
    try {
      for (int i = 0; i < 20; i++) {
        idle.add(connect("http"));
      }
      await("all of them").until(() -> standing().getInteger("connections") > 20);
      String answer = say("http", "GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n");
      assertThat(answer).startsWith("HTTP/1.1 429 ").contains("retry-after: 5");
      assertThat(say("rtsp", "OPTIONS * RTSP/1.0\r\nCSeq: 1\r\n\r\n")).startsWith("RTSP/1.0 503 ");
    } finally {
      for (Socket socket : idle) {
        socket.close();
      }
    }
    await("room again")
        .until(() -> say("http", "GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n").contains(" 200 "));
  }

  @Test
  void whoCallsTheApiTooOftenIsToldToWait() throws Exception {
    HttpResponse<String> answer = api.get("/api/v1/streams");
    for (int i = 0; i < 10_000 && answer.statusCode() == 200; i++) {
      answer = api.get("/api/v1/streams");
    }
    assertThat(answer.statusCode()).isEqualTo(429);
    assertThat(answer.headers().firstValue("Retry-After")).hasValue("1");
    assertThat(answer.body()).contains("limits.api-per-second");
    assertThat(api.get("/health/live").statusCode()).as("health is no API").isEqualTo(200);
  }

  private JsonObject standing() throws Exception {
    return new JsonObject(api.get("/api/v1/load").body());
  }

  private HttpResponse<InputStream> watch(int status) throws Exception {
    HttpResponse<InputStream> viewer = api.open("GET", "/live/s.flv", null);
    viewers.add(viewer);
    assertThat(viewer.statusCode()).isEqualTo(status);
    return viewer;
  }

  private Socket connect(String listener) throws IOException {
    String address = String.valueOf(listeners.get(listener));
    int port = Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
    return new Socket(InetAddress.ofLiteral("127.0.0.1"), port);
  }

  /// The head of what is answered.
  private String say(String listener, String request) throws IOException {
    try (Socket socket = connect(listener)) {
      socket.setSoTimeout(30_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      ByteArrayOutputStream answer = new ByteArrayOutputStream();
      while (!answer.toString(StandardCharsets.US_ASCII).contains("\r\n\r\n")) {
        int next = socket.getInputStream().read();
        if (next < 0) {
          break;
        }
        answer.write(next);
      }
      return answer.toString(StandardCharsets.US_ASCII);
    }
  }
}
