package io.tidegate.gateway.e2e;

import static io.tidegate.media.testing.Patience.FOR_PROGRAMS;
import static io.tidegate.media.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.tidegate.gateway.webhook.Signature;
import io.tidegate.media.Bytes;
import io.tidegate.media.Nullable;
import io.tidegate.media.testing.Tool;
import io.vertx.core.json.JsonObject;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Pictures of a stream sent to programs that look at them, by the distribution.
class FrameTapIT {
  private static final String SECRET = "correct horse";

  @TempDir Path folder;

  private static Tool publish(GatewayProcess gateway, String key) throws Exception {
    return Tool.start(
        "ffmpeg",
        ("-nostdin -v error -re -f lavfi -i testsrc2=s=640x360:r=25 -c:v libx264 -preset ultrafast"
                + " -g 25 -pix_fmt yuv420p -f flv "
                + gateway.rtmp("/" + key))
            .split(" "));
  }

  private static void assertJpeg(byte[] jpeg, int width, int height) throws IOException {
    BufferedImage image =
        Objects.requireNonNull(ImageIO.read(new ByteArrayInputStream(jpeg)), "a JPEG");
    assertThat(image.getWidth() + "x" + image.getHeight()).isEqualTo(width + "x" + height);
  }

  /// A program that is sent pictures.
  private static final class Receiver implements AutoCloseable {
    record Post(Map<String, List<String>> headers, Bytes body) {
      String header(String name) {
        return headers.getOrDefault(name, List.of("")).getFirst();
      }
    }

    final List<Post> posts = new CopyOnWriteArrayList<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpServer server;
    volatile int status = 204;
    volatile String answer = "";

    Receiver() throws IOException {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.setExecutor(threads);
      server.createContext("/", this::take);
      server.start();
    }

    private void take(HttpExchange exchange) throws IOException {
      byte[] body = exchange.getRequestBody().readAllBytes();
      posts.add(new Post(Map.copyOf(exchange.getRequestHeaders()), Bytes.wrap(body)));
      byte[] said = answer.getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(status, said.length == 0 ? -1 : said.length);
      if (said.length > 0) {
        exchange.getResponseBody().write(said);
      }
      exchange.close();
    }

    String url() {
      return "http://127.0.0.1:" + server.getAddress().getPort() + "/in?token=geheim";
    }

    @Override
    public void close() {
      server.stop(0);
      threads.close();
    }
  }

  @Test
  void aWebhookIsSentSignedPicturesAndOneThatIsDownIsNotWaitedFor() throws Exception {
    try (Receiver receiver = new Receiver();
        GatewayProcess gateway =
            GatewayProcess.start(
                folder,
                Map.of(),
                "routes: [{key: live/door, outputs: {frame-tap: [{name: people, width: 320, marks:"
                    + " true, webhook: '"
                    + receiver.url()
                    + "', secret: '"
                    + SECRET
                    + "'}]}}]\n");
        Tool _ = publish(gateway, "live/door");
        Api api = Api.of(gateway)) {
      await("pictures").atMost(FOR_PROGRAMS).until(() -> receiver.posts.size() >= 3);
      Receiver.Post post = receiver.posts.get(1);
      assertJpeg(post.body().toByteArray(), 320, 180);
      assertThat(post.header("Content-type")).isEqualTo("image/jpeg");
      assertThat(post.header("X-tidegate-key")).isEqualTo("live/door");
      assertThat(post.header("X-tidegate-tap")).isEqualTo("people");
      assertThat(Long.parseLong(post.header("X-frame-number")))
          .isGreaterThan(Long.parseLong(receiver.posts.getFirst().header("X-frame-number")));
      assertThat(Instant.parse(post.header("X-capture-time")))
          .isAfter(Instant.parse(receiver.posts.getFirst().header("X-capture-time")));
      String signature = post.header("X-tidegate-signature");
      long seconds = Long.parseLong(signature.replaceAll("t=(\\d+),.*", "$1"));
      assertThat(signature).isEqualTo(Signature.of(SECRET, seconds, post.body().toByteArray()));

      receiver.status = 503;
      await("it is told")
          .until(() -> {
            JsonObject tap = api.items("/taps").getFirst();
            JsonObject hook = tap.getJsonArray("receivers").getJsonObject(0);
            return "status 503".equals(hook.getString("lastError"))
                && hook.getLong("dropped") >= 1
                && tap.getLong("frames") > hook.getLong("sent");
          });
      int before = receiver.posts.size();
      receiver.answer = "{\"marks\": [{\"kind\": \"person\", \"confidence\": 0.5}]}";
      receiver.status = 200;
      await("a mark").until(() -> !api.items("/streams/live/door/marks").isEmpty());
      JsonObject mark = api.items("/streams/live/door/marks").getFirst();
      assertThat(mark.getString("by")).isEqualTo("tap people");
      assertThat(receiver.posts)
          .as("its time is that of a picture")
          .anyMatch(one -> one.header("X-capture-time").equals(mark.getString("at")));
      receiver.answer = "";
      receiver.status = 204;
      await("it goes on").until(() -> receiver.posts.size() > before + 1);
      JsonObject tap = api.items("/taps").getFirst();
      assertThat(tap.getString("state")).isEqualTo("running");
      assertThat(tap.encode()).doesNotContain("geheim");
      assertThat(gateway.metrics()).contains("tidegate_tap_sent_total{");
    }
  }

  /// Collects what comes over a WebSocket.
  private static final class Listener implements WebSocket.Listener {
    final List<JsonObject> heads = new CopyOnWriteArrayList<>();
    final List<byte[]> pictures = new CopyOnWriteArrayList<>();
    private final StringBuilder text = new StringBuilder();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    volatile int closedWith;

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
      text.append(part);
      if (last) {
        heads.add(new JsonObject(text.toString()));
        text.setLength(0);
      }
      socket.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onBinary(WebSocket socket, ByteBuffer part, boolean last) {
      byte[] piece = new byte[part.remaining()];
      part.get(piece);
      bytes.writeBytes(piece);
      if (last) {
        pictures.add(bytes.toByteArray());
        bytes.reset();
      }
      socket.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
      closedWith = status;
      return null;
    }
  }

  /// Ends what close() would wait for.
  private interface Cut extends AutoCloseable {
    @Override
    void close();
  }

  private static WebSocket connect(
      HttpClient client, GatewayProcess gateway, String path, Listener listener) throws Exception {
    URI uri = URI.create(gateway.http(path).replaceFirst("^http", "ws"));
    return client.newWebSocketBuilder().buildAsync(uri, listener).get(60, TimeUnit.SECONDS);
  }

  @Test
  void picturesComeOverWebSocketsOnceMadeForAllAndWhoLosesHisRightIsCut() throws Exception {
    String yaml =
        """
        routes:
          - {key: live/door, outputs: {frame-tap: [{name: all, websocket: true, width: 160, marks: true}]}}
          - {key: live/closed, access: {play: users}, outputs: {frame-tap: [{name: all, websocket: true}]}}
        """;
    HttpClient client = HttpClient.newHttpClient(); // close() would wait for its WebSockets
    try (GatewayProcess gateway =
            GatewayProcess.start(folder, Map.of("TIDEGATE_PUBLISH", "open"), yaml);
        Tool _ = publish(gateway, "live/door");
        Api api = Api.of(gateway);
        Cut _ = client::shutdownNow) {
      Live.awaitStream(gateway, "live/door");
      assertThat(api.items("/taps", "key", "live/door").getFirst().getString("state"))
          .isEqualTo("idle");
      List<Listener> listeners = List.of(new Listener(), new Listener(), new Listener());
      WebSocket one = connect(client, gateway, "/live/door/frames?tap=all", listeners.get(0));
      connect(client, gateway, "/live/door/frames?tap=all", listeners.get(1));
      connect(client, gateway, "/live/door/frames?tap=all", listeners.get(2));
      await("pictures for all")
          .atMost(FOR_PROGRAMS)
          .until(() -> listeners.stream().allMatch(each -> each.pictures.size() >= 3));
      Listener first = listeners.getFirst();
      assertJpeg(first.pictures.getFirst(), 160, 90);
      JsonObject head = first.heads.getFirst();
      assertThat(head.getInteger("bytes")).isEqualTo(first.pictures.getFirst().length);
      assertThat(head.getString("key")).isEqualTo("live/door");
      assertThat(Instant.parse(head.getString("captured"))).isBefore(Instant.now());
      long decoded = decoded(gateway); // before what it is compared with: both go on
      JsonObject tap = api.items("/taps", "key", "live/door").getFirst();
      assertThat(tap.getJsonArray("receivers")).hasSize(3);
      assertThat(decoded).isLessThanOrEqualTo(tap.getLong("frames") + 1);

      JsonObject answered = first.heads.getLast();
      String said =
          new JsonObject()
              .put("number", answered.getLong("number"))
              .put("marks", List.of(new JsonObject().put("kind", "car")))
              .encode();
      one.sendText(said, true).get(60, TimeUnit.SECONDS);
      await("a mark").until(() -> !api.items("/streams/live/door/marks").isEmpty());
      assertThat(api.items("/streams/live/door/marks").getFirst().getString("at"))
          .isEqualTo(answered.getString("captured"));

      JsonObject session = api.items("/sessions", "protocol", "snapshot").getFirst();
      assertThat(api.ask("DELETE", "/sessions/" + session.getString("id"), "").statusCode())
          .isEqualTo(204);
      await("one is cut").until(() -> listeners.stream().anyMatch(each -> each.closedWith == 1001));
      for (String refused : List.of("/live/door/frames?tap=none", "/live/closed/frames?tap=all")) {
        assertThatThrownBy(() -> connect(client, gateway, refused, new Listener()))
            .isInstanceOf(ExecutionException.class);
      }
      assertThat(gateway.get("/live/door/frames?tap=all").statusCode()).isEqualTo(426);
      assertThat(gateway.get("/live/door/frames?tap=all").body()).contains("WebSocket");
    }
  }

  @Test
  void eachTenthFrameComesFromAChildThatIsThereWhileSomebodyLooksAndComesAgainWhenKilled()
      throws Exception {
    String yaml =
        "routes: [{key: live/door, outputs: {frame-tap: [{name: often, every: 10, max-fps: 30,"
            + " websocket: true, width: 160}]}}]\n";
    HttpClient client = HttpClient.newHttpClient(); // close() would wait for its WebSockets
    try (GatewayProcess gateway =
            GatewayProcess.start(folder, Map.of("TIDEGATE_PUBLISH", "open"), yaml);
        Tool _ = publish(gateway, "live/door");
        Api api = Api.of(gateway);
        Cut _ = client::shutdownNow) {
      Live.awaitStream(gateway, "live/door");
      assertThat(api.items("/workers")).isEmpty();
      Listener listener = new Listener();
      WebSocket socket = connect(client, gateway, "/live/door/frames?tap=often", listener);
      await("pictures").atMost(FOR_PROGRAMS).until(() -> listener.pictures.size() >= 5);
      assertJpeg(listener.pictures.getFirst(), 160, 90);
      for (int i = 1; i < 5; i++) {
        JsonObject head = listener.heads.get(i);
        long apart = head.getLong("ptsMs") - listener.heads.get(i - 1).getLong("ptsMs");
        assertThat(apart % 40).as("10 frames or more: %s", listener.heads).isIn(0L, 1L, 39L);
        assertThat(apart).isGreaterThanOrEqualTo(399);
        assertThat(Instant.parse(head.getString("captured"))).isBefore(Instant.now());
      }
      JsonObject worker = api.items("/workers").getFirst();
      assertThat(worker.getString("purpose")).isEqualTo("frame-tap");
      ProcessHandle.of(worker.getLong("pid")).orElseThrow().destroyForcibly();
      await("another child")
          .atMost(FOR_PROGRAMS)
          .until(() -> api.items("/workers").getFirst().getLong("restarts") >= 1);
      int before = listener.pictures.size();
      await("it goes on").atMost(FOR_PROGRAMS).until(() -> listener.pictures.size() > before + 2);
      socket.abort();
      await("nobody looks").until(() -> api.items("/workers").isEmpty());
    }
  }

  private static long decoded(GatewayProcess gateway) throws Exception {
    String line =
        gateway
            .metrics()
            .lines()
            .filter(one -> one.startsWith("tidegate_snapshot_answers_total{how=\"decoded\"}"))
            .findFirst()
            .orElseThrow();
    return (long) Double.parseDouble(line.substring(line.indexOf(' ') + 1));
  }
}
