package io.tidegate.gateway.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.gateway.cluster.NodeFacts;
import io.tidegate.gateway.cluster.NodeStanding;
import io.tidegate.gateway.cluster.NodeStanding.State;
import io.tidegate.gateway.cluster.PlayerDoors;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.Admission;
import io.tidegate.media.hub.PlayRequest;
import io.tidegate.media.hub.Protocol;
import io.tidegate.media.hub.Refusal;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ElsewhereRoutesTest {
  private static final StreamKey KEY = StreamKey.parse("live/a");

  private final Vertx vertx = Vertx.vertx();
  private final HttpClient client = HttpClient.newHttpClient();
  private final Map<StreamKey, NodeStanding> elsewhere = new ConcurrentHashMap<>();
  private final List<PlayRequest> asked = new CopyOnWriteArrayList<>();
  private final ElsewhereRoutes routes = new ElsewhereRoutes(this::rights, elsewhere::get);
  private @Nullable HttpServer server;

  @BeforeEach
  void start() throws Exception {
    Router router = Router.router(vertx);
    routes.mount(router);
    router.route().handler(context -> context.end("here"));
    HttpServerOptions asTheGateway =
        new HttpServerOptions().setHost("127.0.0.1").setPort(0).setHttp2ClearTextEnabled(false);
    server =
        vertx
            .createHttpServer(asTheGateway)
            .requestHandler(router)
            .listen()
            .toCompletionStage()
            .toCompletableFuture()
            .get(60, TimeUnit.SECONDS);
    elsewhere.put(KEY, node("192.0.2.7", State.MEMBER, new PlayerDoors(8080, 0, "")));
  }

  @AfterEach
  void stop() throws Exception {
    client.close();
    vertx.close().toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
  }

  private Admission rights(PlayRequest request) {
    asked.add(request);
    return request.credentials().parameters().containsKey("bad")
        ? new Admission.Refused(Refusal.NOT_AUTHORISED, "no")
        : Admission.Granted.INSTANCE;
  }

  @ParameterizedTest
  @CsvSource({
    "/live/a.flv?token=t, /live/a.flv?token=t&relay=1, HTTP_FLV",
    "/live/a.flv?, /live/a.flv?relay=1, HTTP_FLV",
    "/live/a.live.flv, /live/a.live.flv?relay=1, HTTP_FLV",
    "/live/a.ts, /live/a.ts?relay=1, HTTP_TS",
    "/live/a.mp4, /live/a.mp4?relay=1, HTTP_FMP4",
    "/live/a.mjpg, /live/a.mjpg?relay=1, HTTP_MJPEG",
    "/live/a.m3u8, /live/a.m3u8?relay=1, HLS",
    "/live/a/index.m3u8?x=%2F%20, /live/a/index.m3u8?x=%2F%20&relay=1, HLS",
    "/live/a/ts/index.m3u8, /live/a/ts/index.m3u8?relay=1, HLS",
    "/live/%61.mpd, /live/%61.mpd?relay=1, DASH",
    "/live/a/manifest.mpd, /live/a/manifest.mpd?relay=1, DASH",
  })
  void sendsToTheNodeThatHasIt(String path, String sent, Protocol protocol) throws Exception {
    HttpResponse<String> answer = ask(path);
    assertThat(answer.statusCode()).isEqualTo(307);
    assertThat(location(answer)).isEqualTo("http://192.0.2.7:8080" + sent);
    assertThat(answer.headers().firstValue("cache-control")).contains("no-store");
    assertThat(answer.headers().firstValue("access-control-allow-origin")).contains("*");
    assertThat(asked).extracting(PlayRequest::protocol).containsExactly(protocol);
    assertThat(asked).extracting(PlayRequest::key).containsExactly(KEY);
    assertThat(routes.sent()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/live/b.flv",
        "/live/a/media.m3u8?s=x",
        "/live/a/ts/media.m3u8?s=x",
        "/live/a/t-1.m4s",
        "/live/a/init-0.mp4",
        "/live/a.jpg",
        "/live/a.key.mp4",
        "/live/a/",
        "/recordings/live/a/index.m3u8",
        "/a.flv",
        "/live/a.flv?relay=1",
        "/live/a.flv?token=t&relay=1",
        "/live/a.flv?bad=1",
        "/live/.flv",
      })
  void theRestIsAnsweredHere(String path) throws Exception {
    assertThat(ask(path).body()).isEqualTo("here");
    assertThat(routes.sent()).isZero();
  }

  @Test
  void whoShowsWhoHeIsInAHeaderIsAnsweredHere() throws Exception {
    assertThat(ask("/live/a.flv", "Authorization", "Bearer t").body()).isEqualTo("here");
  }

  @ParameterizedTest
  @EnumSource(value = State.class, names = "MEMBER", mode = EnumSource.Mode.EXCLUDE)
  void nobodyIsSentToANodeThatIsNotThereOrGivesAwayWhatItHas(State state) throws Exception {
    elsewhere.put(KEY, node("192.0.2.7", state, new PlayerDoors(8080, 8443, "")));
    assertThat(ask("/live/a.flv").body()).isEqualTo("here");
  }

  @Test
  void whoCameOverTlsIsSentOverTls() throws Exception {
    assertThat(ask("/live/a.flv", "X-Forwarded-Proto", "https").body()).isEqualTo("here");
    elsewhere.put(KEY, node("192.0.2.7", State.MEMBER, new PlayerDoors(8080, 8443, "")));
    assertThat(location(ask("/live/a.flv", "X-Forwarded-Proto", "https")))
        .isEqualTo("https://192.0.2.7:8443/live/a.flv?relay=1");
  }

  private static String location(HttpResponse<String> answer) {
    return answer.headers().firstValue("location").orElse("none");
  }

  private HttpResponse<String> ask(String path, String... headers) throws Exception {
    int port = server == null ? 0 : server.actualPort();
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private static NodeStanding node(String host, State state, PlayerDoors doors) {
    NodeFacts facts = new NodeFacts("1", Instant.EPOCH, 2, 0, 0, 0, 0, 0, 0, 0, false, doors);
    return new NodeStanding(7, "gw-7", host, 5702, state, Instant.EPOCH, facts, null, null);
  }
}
