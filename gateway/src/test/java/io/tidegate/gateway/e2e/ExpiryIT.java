package io.tidegate.gateway.e2e;

import static io.tidegate.media.testing.Patience.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.tidegate.media.Nullable;
import io.tidegate.media.testing.Patience;
import io.tidegate.media.testing.Tool;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Rights that end by themselves, and real encoders and players of every protocol.
class ExpiryIT {
  private static final Set<String> PLAY = Set.of("http-flv", "hls", "rtmp", "rtsp", "srt");
  private static final Set<String> PUBLISH = Set.of("rtmp", "rtsp", "srt");
  private static final String SECRET = "0123456789abcdef".repeat(2);

  /// Enough for eight FFmpegs to start on a machine that is busy.
  private static final long SECONDS = 30;

  @TempDir private Path folder;

  /// Addresses by protocol.
  @FunctionalInterface
  private interface Addresses {
    Map<String, String> of(String action, String key, long seconds) throws Exception;
  }

  @Test
  void signedUrlsEndWhatTheyBegan() throws Exception {
    try (GatewayProcess gateway = start();
        Api api = Api.of(gateway)) {
      endWhatTheyBegan(
          gateway, api, (action, key, seconds) -> MediaUrls.signed(api, action, key, seconds));
    }
  }

  @Test
  void jwtsEndWhatTheyBegan() throws Exception {
    try (GatewayProcess gateway = start();
        Api api = Api.of(gateway)) {
      endWhatTheyBegan(
          gateway, api, (action, key, seconds) -> withJwt(gateway, action, key, seconds));
    }
  }

  /// Each session is one question, however many playlists and segments it loads.
  @Test
  void aHookIsAskedOnceForEachSessionAndEndsIt() throws Exception {
    List<String> questions = new CopyOnWriteArrayList<>();
    HttpServer hook =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    hook.createContext("/", exchange -> answer(exchange, questions));
    hook.start();
    String url = "http://127.0.0.1:" + hook.getAddress().getPort() + "/auth";
    try (GatewayProcess gateway =
            GatewayProcess.start(folder, Map.of("TIDEGATE_AUTH_HOOK_URL", url));
        Api api = Api.of(gateway)) {
      endWhatTheyBegan(
          gateway,
          api,
          (action, key, seconds) ->
              withToken(gateway, action, key, seconds == SECONDS ? "short" : "lasting"));
      for (String protocol : PLAY) {
        assertThat(questions).as(protocol).containsOnlyOnce("read live/a " + protocol + " short");
      }
      assertThat(questions)
          .containsOnlyOnce("publish live/b rtmp short")
          .containsOnlyOnce("publish live/c rtsp short")
          .containsOnlyOnce("publish live/d srt short");
    } finally {
      hook.stop(0);
    }
  }

  private static void answer(HttpExchange exchange, List<String> questions) throws IOException {
    JsonObject asked = new JsonObject(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
    String token = asked.getString("token");
    questions.add(
        String.join(
            " ",
            asked.getString("action"),
            asked.getString("path"),
            asked.getString("protocol"),
            token));
    JsonObject answer = new JsonObject().put("user", "eva");
    if (token.equals("short")) {
      answer.put("expires", Instant.now().getEpochSecond() + SECONDS);
    }
    byte[] body = answer.encode().getBytes(UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(token.isEmpty() ? 401 : 200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private GatewayProcess start() throws Exception {
    Map<String, String> rules =
        Map.of(
            "TIDEGATE_PLAY", "users", "TIDEGATE_PUBLISH", "users", "TIDEGATE_JWT_SECRET", SECRET);
    return GatewayProcess.start(folder, rules);
  }

  private static void endWhatTheyBegan(GatewayProcess gateway, Api api, Addresses addresses)
      throws Exception {
    Endings ended = new Endings(api, List.of());
    String lasting = url(addresses.of("publish", "live/a", 3_600), "rtmp");
    try (Tool nobody = Media.publish(gateway.rtmp("/live/a"))) {
      assertThat(nobody.await(60)).as("without anything").isNotZero();
    }
    try (Tool publisher = Media.publishEndlessly(lasting)) {
      await("the publisher").until(() -> sessions(api, "publisher").contains("rtmp"));
      assertThat(gateway.get("/live/a/index.m3u8").statusCode()).isEqualTo(401);
      Map<String, String> play = addresses.of("play", "live/a", SECONDS);
      try (Tool _ = Media.play(url(play, "http-flv"));
          Tool _ = Media.play(url(play, "hls"));
          Tool _ = Media.play(url(play, "rtmp"));
          Tool _ = Media.play(url(play, "rtsp"));
          Tool _ = Media.play(url(play, "srt"));
          Tool _ = Media.publishEndlessly(url(addresses.of("publish", "live/b", SECONDS), "rtmp"));
          Tool _ =
              Media.publishEndlessly(
                  "rtsp", url(addresses.of("publish", "live/c", SECONDS), "rtsp"));
          Tool _ =
              Media.publishEndlessly(
                  "mpegts", url(addresses.of("publish", "live/d", SECONDS), "srt"))) {
        await("players").untilAsserted(() -> assertThat(sessions(api, "viewer")).isEqualTo(PLAY));
        await("publishers")
            .untilAsserted(() -> assertThat(sessions(api, "publisher")).isEqualTo(PUBLISH));
        await("the end of players")
            .atMost(Patience.FOR_PROGRAMS)
            .untilAsserted(() -> assertThat(ended.protocols("expired", "viewer")).isEqualTo(PLAY));
        await("the end of publishers")
            .atMost(Patience.FOR_PROGRAMS)
            .untilAsserted(
                () -> assertThat(ended.protocols("expired", "publisher")).isEqualTo(PUBLISH));
        Instant due = due(url(play, "rtmp"));
        ended.print("expired", session -> session.getString("kind").equals("viewer") ? due : null);
        assertThat(publisher.isAlive()).as(publisher.output()).isTrue();
        assertThat(api.items("/sessions", "key", "live/a")).hasSize(1);
      }
    }
  }

  private static Map<String, String> withJwt(
      GatewayProcess gateway, String action, String key, long seconds) throws Exception {
    return withToken(
        gateway,
        action,
        key,
        MediaUrls.jwt(SECRET, action, key, Instant.now().plusSeconds(seconds)));
  }

  private static Map<String, String> withToken(
      GatewayProcess gateway, String action, String key, String token) {
    return MediaUrls.of(gateway, action, key, Map.of("token", token));
  }

  private static String url(Map<String, String> addresses, String protocol) {
    return Objects.requireNonNull(addresses.get(protocol), protocol);
  }

  /// When a signed URL ends; null for others.
  private static @Nullable Instant due(String url) {
    Matcher matcher = Pattern.compile("[?&]e=(\\d+)").matcher(url);
    return matcher.find() ? Instant.ofEpochSecond(Long.parseLong(matcher.group(1))) : null;
  }

  /// Protocols of the sessions of this kind that are here by somebody's right.
  private static Set<String> sessions(Api api, String kind) throws Exception {
    Set<String> protocols = new TreeSet<>();
    for (JsonObject session : api.items("/sessions", "kind", kind)) {
      if (!session.getString("user").isEmpty()) {
        protocols.add(session.getString("protocol"));
      }
    }
    return protocols;
  }
}
