package io.tidegate.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.gateway.access.TestIdentities;
import io.tidegate.gateway.auth.Role;
import io.tidegate.gateway.config.SettingsReader;
import io.tidegate.media.Nullable;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The whole gateway with users, in this process: who is let in is told that there is no stream.
class GatewayAccessTest {
  private static final String SDP =
      String.join(
          "\r\n",
          "v=0",
          "o=- 0 0 IN IP4 127.0.0.1",
          "s=x",
          "t=0 0",
          "m=audio 0 RTP/AVP 8",
          "a=control:trackID=1",
          "");

  @TempDir static Path folder;

  private static Gateway gateway;
  private static Map<String, String> listeners;
  private static HttpClient client;

  @BeforeAll
  static void start() throws Exception {
    Map<String, String> environment = new HashMap<>();
    for (String listener : List.of("HTTP", "RTMP", "SRT", "RTSP", "METRICS")) {
      environment.put("TIDEGATE_" + listener + "_PORT", "0");
    }
    environment.put("TIDEGATE_DATA_DIR", folder.toString());
    environment.put("TIDEGATE_PLAY", "users");
    gateway = new Gateway(SettingsReader.read(null, environment));
    listeners = gateway.start().addresses();
    gateway.follow(
        new TestIdentities()
            .user("ann", Role.OPERATOR, "live/*")
            .token("screen", Role.VIEWER, Instant.parse("2126-01-01T00:00:00Z"))
            .token("encoder", Role.PUBLISHER, null));
    client = HttpClient.newHttpClient();
  }

  @AfterAll
  static void stop() {
    client.close();
    gateway.stop();
  }

  @ParameterizedTest
  @CsvSource({
    "/live/x.flv, '', 401",
    "/live/x.flv, ann:wrong, 401",
    "/live/x.flv, ann:ann, 404",
    "/live/x.flv, any:tg_screen, 404",
    "/acme/x.flv, ann:ann, 403",
    "/live/x.flv?token=tg_screen, '', 404",
    "/live/x.flv?user=ann&pass=ann, '', 404",
    "/live/x.flv?token=tg_encoder, '', 403",
    "/live/x.ts?token=tg_nobody, '', 401",
    "/assets/streams.json?key=live/x, '', 401",
    "/assets/streams.json?key=live/x, ann:ann, 200",
    "/assets/streams.json?key=live/x&token=tg_encoder, '', 200",
    "/assets/streams.json, '', 200"
  })
  void playersAreAskedWhoTheyAreAndWhatTheyMay(String path, String login, int status)
      throws Exception {
    HttpResponse<String> answer = get(path, login);
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.headers().firstValue("WWW-Authenticate").isPresent())
        .isEqualTo(status == 401);
    assertThat(answer.body()).doesNotContain("tg_", "ann:ann");
  }

  @ParameterizedTest
  @CsvSource({
    "DESCRIBE, '', '', 401",
    "DESCRIBE, '', ann:ann, 404",
    "DESCRIBE, ?token=tg_screen, '', 404",
    "DESCRIBE, ?token=tg_encoder, '', 403",
    "ANNOUNCE, '', '', 401",
    "ANNOUNCE, '', ann:wrong, 401",
    "ANNOUNCE, '', ann:ann, 200",
    "ANNOUNCE, ?token=tg_encoder, '', 200",
    "ANNOUNCE, ?token=tg_screen, '', 403"
  })
  void rtspAsksPlayersAndPublishers(String method, String query, String login, int status)
      throws Exception {
    String answer = rtsp(method, query, login);
    assertThat(answer).startsWith("RTSP/1.0 " + status + " ");
    assertThat(answer.contains("WWW-Authenticate: Basic realm=\"tidegate\""))
        .isEqualTo(status == 401);
    assertThat(answer).as("no password could be proved by it").doesNotContain("Digest");
  }

  @Test
  void whoWouldPlayByAPasswordIsHeardOnEveryLoop() throws Exception {
    for (int i = 0; i < 20; i++) {
      try (HttpClient another = HttpClient.newHttpClient()) {
        HttpRequest request = request("/live/x.flv", "ann:ann");
        assertThat(another.send(request, HttpResponse.BodyHandlers.ofString()).statusCode())
            .isEqualTo(404);
      }
    }
  }

  private static HttpResponse<String> get(String path, String login) throws Exception {
    return client.send(request(path, login), HttpResponse.BodyHandlers.ofString());
  }

  private static HttpRequest request(String path, String login) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://" + listeners.get("http") + path));
    String header = basic(login);
    return (header == null ? request : request.header("Authorization", header)).build();
  }

  private static String rtsp(String method, String query, String login) throws IOException {
    String address = String.valueOf(listeners.get("rtsp"));
    int colon = address.lastIndexOf(':');
    String header = basic(login);
    boolean announces = method.equals("ANNOUNCE");
    String request =
        method
            + " rtsp://"
            + address
            + "/live/x"
            + query
            + " RTSP/1.0\r\nCSeq: 1\r\n"
            + (header == null ? "" : "Authorization: " + header + "\r\n")
            + (announces
                ? "Content-Type: application/sdp\r\nContent-Length: " + SDP.length() + "\r\n"
                : "")
            + "\r\n"
            + (announces ? SDP : "");
    try (Socket socket =
        new Socket(address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)))) {
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

  private static @Nullable String basic(String login) {
    return login.isEmpty()
        ? null
        : "Basic " + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.US_ASCII));
  }
}
