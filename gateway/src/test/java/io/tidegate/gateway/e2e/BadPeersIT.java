package io.tidegate.gateway.e2e;

import static io.tidegate.media.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.testing.Tool;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Peers that send nonsense, half of something, or what they may not; each time another stream and
/// its viewer go on undisturbed.
class BadPeersIT {
  private static final long SEED = 20_260_101;
  private static final int PEERS = 40;
  private static final int HANDSHAKE_LENGTH = 1 + 1536;

  @TempDir static Path folder;
  private static GatewayProcess gateway;
  private static Tool publisher;
  private static Footprint warm;

  @BeforeAll
  static void start() throws Exception {
    Map<String, String> variables =
        Map.of(
            "TIDEGATE_PUBLISH", "token",
            "TIDEGATE_PUBLISH_TOKEN", "sesame",
            "TIDEGATE_STREAMS_GRACE_MS", "2000",
            "TIDEGATE_RTMP_HANDSHAKE_TIMEOUT_MS", "2000",
            "TIDEGATE_HTTP_REQUEST_TIMEOUT_MS", "2000",
            "TIDEGATE_HTTP_MAX_VIEWERS_PER_STREAM", "2");
    gateway = GatewayProcess.start(folder.resolve("data"), variables);
    warm = Live.warmUp(gateway, folder, "?token=sesame");
    publisher = Media.publishEndlessly(gateway.rtmp("/live/good?token=sesame"));
    Live.awaitHls(gateway, "live/good");
  }

  @AfterAll
  static void stop() throws Exception {
    assertThat(publisher.output()).as("the publisher never noticed").isEmpty();
    publisher.close();
    Live.assertBackAt(gateway, warm);
    gateway.close();
  }

  @Test
  void closesPeersThatSendGarbageToTheRtmpPort() throws Exception {
    Random random = new Random(SEED);
    undisturbed(() -> {
      for (int i = 0; i < PEERS; i++) {
        byte[] garbage = new byte[1 + random.nextInt(8192)];
        random.nextBytes(garbage);
        assertEndsConnection("rtmp", garbage);
      }
    });
  }

  @Test
  void closesPeersThatSendGarbageAfterTheHandshake() throws Exception {
    Random random = new Random(SEED);
    undisturbed(() -> {
      for (int i = 0; i < PEERS; i++) {
        byte[] bytes = new byte[HANDSHAKE_LENGTH + 1536 + 4096];
        random.nextBytes(bytes);
        bytes[0] = 3;
        Arrays.fill(bytes, 1, 9, (byte) 0);
        assertEndsConnection("rtmp", bytes);
      }
    });
  }

  @Test
  void closesPeersThatNeverEndTheirHandshake() throws Exception {
    byte[] half = new byte[HANDSHAKE_LENGTH / 2];
    half[0] = 3;
    undisturbed(() -> assertEndsConnection("rtmp", half));
  }

  @Test
  void closesPeersThatNeverEndTheirRequest() throws Exception {
    byte[] half = "GET /live/good.flv HTTP/1.1\r\nHost: x\r\n".getBytes(StandardCharsets.US_ASCII);
    undisturbed(() -> {
      assertEndsConnection("http", new byte[0]);
      assertEndsConnection("http", half);
    });
  }

  @Test
  void answersGarbageOnTheHttpPortWithAnErrorOrAClose() throws Exception {
    Random random = new Random(SEED);
    undisturbed(() -> {
      for (int i = 0; i < PEERS; i++) {
        byte[] garbage = new byte[1 + random.nextInt(16384)];
        random.nextBytes(garbage);
        garbage[garbage.length - 1] = '\n';
        send("http", garbage);
      }
      send("http", "GET /live/../../etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n");
      send("http", "GET /live/" + "x".repeat(20_000) + ".flv HTTP/1.1\r\nHost: x\r\n\r\n");
      send("http", "GET /live/good.flv HTTP/9.9\r\n\r\n");
      send("http", "POST /live/good.flv HTTP/1.1\r\nContent-Length: 99999999999\r\n\r\n");
    });
  }

  @Test
  void refusesAWrongToken() throws Exception {
    undisturbed(() -> {
      try (Tool wrong = Media.publish(gateway.rtmp("/live/b?token=wrong"))) {
        assertThat(wrong.await(60)).isNotZero();
      }
      assertThat(gateway.get("/live/b.flv").statusCode()).isEqualTo(404);
      assertThat(gateway.log()).noneMatch(line -> line.contains("sesame"));
    });
  }

  @Test
  void refusesASecondPublisherOfTheSameKey() throws Exception {
    undisturbed(() -> {
      try (Tool second = Media.publish(gateway.rtmp("/live/good?token=sesame"))) {
        assertThat(second.await(60)).isNotZero();
      }
      assertThat(gateway.log()).anyMatch(line -> line.contains("REFUSED"));
    });
  }

  @Test
  void tellsViewersOverTheLimitToComeBack() throws Exception {
    undisturbed(() -> {
      try (HttpClient client = HttpClient.newHttpClient()) {
        InputStream second = open(client).body();
        HttpResponse<InputStream> third = open(client);
        assertThat(third.statusCode()).isEqualTo(503);
        assertThat(third.headers().firstValue("retry-after")).isPresent();
        second.close();
        third.body().close();
        client.shutdownNow();
      }
    });
  }

  /// Another viewer records the good stream while `attack` runs and gets all of it.
  private static void undisturbed(Attack attack) throws Exception {
    await().until(() -> !gateway.get("/api/v1/sessions").body().contains("http-flv"));
    Path file = folder.resolve("good.flv");
    Judges.together(
        List.of(
            () ->
                FlvRecording.of(gateway.http("/live/good.flv"), 5, file).assertSound("ffmpeg", 75),
            () -> {
              await().until(() -> gateway.get("/api/v1/sessions").body().contains("http-flv"));
              attack.run();
              return true;
            }));
  }

  private static HttpResponse<InputStream> open(HttpClient client) throws Exception {
    URI uri = URI.create(gateway.http("/live/good.flv"));
    return client.send(
        HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofInputStream());
  }

  /// The gateway ends the connection by itself, some seconds after these bytes at most.
  private static void assertEndsConnection(String listener, byte[] bytes) throws IOException {
    try (Socket socket = connect(listener)) {
      socket.setSoTimeout(30_000);
      write(socket, bytes);
      socket.getInputStream().readAllBytes();
    } catch (SocketException reset) {
      assertThat(reset).hasMessageContaining("reset");
    }
  }

  private static void send(String listener, String text) throws IOException {
    send(listener, text.getBytes(StandardCharsets.US_ASCII));
  }

  /// Sends and goes away; an answer, where there is one, is no success.
  private static void send(String listener, byte[] bytes) throws IOException {
    try (Socket socket = connect(listener)) {
      socket.setSoTimeout(30_000);
      write(socket, bytes);
      socket.shutdownOutput();
      byte[] answer = socket.getInputStream().readNBytes(12);
      assertThat(new String(answer, StandardCharsets.US_ASCII)).doesNotContain(" 200");
    } catch (SocketException reset) {
      assertThat(reset.getMessage()).containsAnyOf("reset", "Broken pipe");
    }
  }

  private static void write(Socket socket, byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
  }

  private static Socket connect(String listener) throws IOException {
    String[] address = gateway.address(listener).split(":");
    Socket socket = new Socket();
    socket.connect(new InetSocketAddress(address[0], Integer.parseInt(address[1])), 30_000);
    return socket;
  }

  @FunctionalInterface
  private interface Attack {
    void run() throws Exception;
  }
}
