package io.tidegate.gateway.e2e;

import static io.tidegate.media.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.testing.Patience;
import io.tidegate.media.testing.Tool;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Crowds, and peers that take their time; each time another viewer of the same stream is judged.
/// Peers at 127.0.0.2 are strangers, this machine's other processes are exempt.
@Timeout(480)
class LoadIT {
  private static final int IDLE = 10_000;
  private static final int SLOW = 200;
  private static final int SECONDS = 8;

  @TempDir static Path folder;
  private static GatewayProcess gateway;
  private static Tool publisher;

  @BeforeAll
  static void start() throws Exception {
    Map<String, String> variables =
        Map.of(
            "TIDEGATE_PUBLISH", "open",
            "TIDEGATE_HTTP_REQUEST_TIMEOUT_MS", "5000",
            "TIDEGATE_LIMITS_VIEWERS", "3",
            "TIDEGATE_LIMITS_CONNECTIONS_PER_ADDRESS", "300",
            "TIDEGATE_LIMITS_EXEMPT", "127.0.0.1");
    gateway = GatewayProcess.start(folder.resolve("data"), variables);
    publisher = Media.publishEndlessly(gateway.rtmp("/live/good"));
    Live.awaitHls(gateway, "live/good");
  }

  @AfterAll
  static void stop() throws Exception {
    assertThat(publisher.output()).as("the publisher never noticed").isEmpty();
    publisher.close();
    gateway.close();
  }

  @Test
  void tenThousandIdleConnectionsHurtNobodyAndAreClosed() throws Exception {
    undisturbed(
        "idle",
        () -> {
          List<SocketChannel> idle = new ArrayList<>();
          try {
            for (int i = 0; i < IDLE; i++) {
              SocketChannel channel = SocketChannel.open(address("http"));
              idle.add(channel);
              if (i % 2 == 0) {
                channel.write(bytes("GET /live/good.flv HTTP/1.1\r\nHost: x\r\n"));
              }
            }
            assertThat(connections()).isGreaterThan(IDLE / 2);
            for (SocketChannel channel : idle) {
              assertEnds(channel);
            }
          } finally {
            for (SocketChannel channel : idle) {
              channel.close();
            }
          }
        });
  }

  @Test
  void whoSendsByteByByteIsClosed() throws Exception {
    undisturbed(
        "slow",
        () -> {
          List<SocketChannel> slow = new ArrayList<>();
          ScheduledExecutorService drip = Executors.newSingleThreadScheduledExecutor();
          try {
            for (int i = 0; i < SLOW; i++) {
              SocketChannel channel = SocketChannel.open(address("http"));
              String head = i % 2 == 0 ? "GET / HTTP/1.1\r\nX: " : body(1_000_000);
              channel.write(bytes(head));
              slow.add(channel);
            }
            ScheduledFuture<?> _ =
                drip.scheduleAtFixedRate(
                    () -> slow.forEach(LoadIT::oneByte), 500, 500, TimeUnit.MILLISECONDS);
            for (SocketChannel channel : slow) {
              assertEnds(channel);
            }
          } finally {
            drip.shutdownNow();
            for (SocketChannel channel : slow) {
              channel.close();
            }
          }
        });
  }

  @Test
  void oneAddressHasItsConnectionsAndNoMore() throws Exception {
    undisturbed(
        "crowd",
        () -> {
          List<Socket> crowd = new ArrayList<>();
          try {
            for (int i = 0; i < 300; i++) {
              crowd.add(stranger());
            }
            // the kernel takes connections before the gateway has counted them
            await("one more is refused").until(() -> firstWords().equals("HTTP/1.1 429"));
          } finally {
            for (Socket socket : crowd) {
              socket.close();
            }
          }
        });
  }

  private static String firstWords() throws IOException {
    try (Socket more = stranger()) {
      more.getOutputStream().write(bytes("GET / HTTP/1.1\r\nHost: x\r\n\r\n").array());
      return new String(more.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
    }
  }

  @Test
  void whatIsTooLargeOrLeadsElsewhereIsRefused() throws Exception {
    undisturbed(
        "hostile",
        () -> {
          assertThat(said(body(100_000_000) + "x".repeat(100_000))).contains(" 413");
          assertThat(said("GET /" + "x".repeat(20_000) + " HTTP/1.1\r\nHost: x\r\n\r\n"))
              .contains(" 414");
          assertThat(said("GET / HTTP/1.1\r\nHost: x\r\nX: " + "x".repeat(20_000) + "\r\n\r\n"))
              .contains(" 431");
          for (String path :
              List.of(
                  "/live/../../../etc/passwd",
                  "/assets/..%2f..%2f..%2fetc%2fpasswd",
                  "/assets/%2e%2e/%2e%2e/conf/tidegate.yaml",
                  "/live/good/..%5c..%5cetc/0-1.ts",
                  "//etc/passwd")) {
            String answer =
                said("GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
            assertThat(answer)
                .as(path)
                .containsPattern("^HTTP/1.1 (404|308) ") // 308: to the page of such a stream
                .doesNotContain("root:", "publish");
          }
          String injected = "/live/x%0d%0aX-Evil:%201/index.m3u8?token=a%0d%0aX-Evil:%201";
          assertThat(said("GET " + injected + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
              .doesNotContainIgnoringCase("\r\nx-evil");
          assertThat(gateway.log()).noneMatch(line -> line.startsWith("X-Evil"));
        });
  }

  @Test
  void theFourthViewerIsToldInTheWordsOfItsProtocol() throws Exception {
    List<Tool> viewers = new ArrayList<>();
    try {
      for (int i = 0; i < 3; i++) {
        viewers.add(Tool.start("curl", "-sN", "-o", "/dev/null", gateway.http("/live/good.flv")));
      }
      await("three").until(() -> load().getInteger("viewers") == 3);
      assertThat(gateway.get("/live/good.flv").statusCode()).isEqualTo(503);
      assertThat(gateway.get("/live/good/index.m3u8").statusCode()).isEqualTo(503);
      assertThat(refused(gateway.rtsp("/live/good"))).contains("503 Service Unavailable");
      assertThat(refused(gateway.rtmp("/live/good"))).isNotEmpty();
      assertThat(refused(gateway.srt("%23!::r=live/good,m=request", ""))).isNotEmpty();
      assertThat(gateway.log()).anyMatch(line -> line.contains("refused with 1402"));
      assertThat(load().getJsonObject("refused").getLong("node-viewers")).isGreaterThan(4);
    } finally {
      for (Tool viewer : viewers) {
        viewer.close();
      }
    }
    await("they have gone").until(() -> load().getInteger("viewers") == 0);
  }

  /// What ffmpeg says when it is not let in.
  private static String refused(String url) throws Exception {
    try (Tool player =
        Tool.start(
            "ffmpeg", "-nostdin", "-v", "error", "-i", url, "-c", "copy", "-f", "null", "-")) {
      assertThat(player.await(60)).isNotZero();
      return player.output();
    }
  }

  /// Another viewer gets all of the stream while `attack` runs.
  private static void undisturbed(String name, Attack attack) throws Exception {
    Judges.undisturbed(
        gateway.http("/live/good.flv"),
        SECONDS,
        folder.resolve(name + ".flv"),
        () -> load().getInteger("viewers") > 0,
        () -> {
          attack.run();
          return true;
        });
  }

  private static JsonObject load() throws Exception {
    return new JsonObject(gateway.get("/api/v1/load").body());
  }

  private static int connections() throws Exception {
    return load().getInteger("connections");
  }

  private static void oneByte(SocketChannel channel) {
    try {
      channel.write(bytes("x"));
    } catch (IOException closed) {
      assertThat(closed).isNotNull();
    }
  }

  /// The gateway ends it by itself.
  private static void assertEnds(SocketChannel channel) throws IOException {
    channel.socket().setSoTimeout(Math.toIntExact(Patience.FOR_PROGRAMS.toMillis()));
    ByteBuffer heard = ByteBuffer.allocate(4_096);
    try {
      while (channel.read(heard) >= 0) {
        heard.clear();
      }
    } catch (IOException reset) {
      assertThat(reset.getMessage()).containsAnyOf("reset", "Broken pipe");
    }
  }

  private static String body(int length) {
    return "POST /api/v1/routes/apply HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json"
        + "\r\nContent-Length: "
        + length
        + "\r\n\r\n";
  }

  /// All that is answered, until the gateway or the answer ends.
  private static String said(String request) throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(address("http"));
      socket.setSoTimeout(Math.toIntExact(Patience.FOR_PROGRAMS.toMillis()));
      socket.getOutputStream().write(bytes(request).array());
      byte[] answer = socket.getInputStream().readNBytes(200);
      return new String(answer, StandardCharsets.US_ASCII);
    }
  }

  private static Socket stranger() throws IOException {
    return new Stranger(gateway, "127.0.0.2").connect("http");
  }

  private static InetSocketAddress address(String listener) {
    String address = gateway.address(listener);
    int port = Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
    return new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port);
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
  }

  @FunctionalInterface
  private interface Attack {
    void run() throws Exception;
  }
}
