package io.tidegate.hls;

import static io.tidegate.media.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.DataSize;
import io.tidegate.media.Frame;
import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.CloseReason;
import io.tidegate.media.hub.HubOptions;
import io.tidegate.media.hub.Protocol;
import io.tidegate.media.hub.PublishRequest;
import io.tidegate.media.hub.PublishResult;
import io.tidegate.media.hub.SessionRegistry;
import io.tidegate.media.hub.StreamRegistry;
import io.tidegate.media.testing.AwaitingPolicy;
import io.tidegate.media.testing.SlowPolicy;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Players that have to say who they are, and wait for the answer.
class HlsAdmissionTest {
  private static final HlsOptions OPTIONS =
      new HlsOptions(HlsOptions.Container.FMP4, 2_000, 200, 7, DataSize.ofMegabytes(8));

  private final Vertx vertx = Vertx.vertx();
  private final HttpClient client = HttpClient.newHttpClient();
  private final SessionRegistry sessions = new SessionRegistry();
  private final List<Throwable> bugs = new CopyOnWriteArrayList<>();
  private final SlowPolicy policy = new SlowPolicy();
  private StreamRegistry registry;
  private int port;

  @BeforeEach
  void start() throws Exception {
    VertxLoops loops = new VertxLoops(vertx);
    registry =
        new StreamRegistry(loops, policy, HubOptions.defaults(bugs::add), AwaitingPolicy.PATIENT);
    HlsPackaging packaging = new HlsPackaging(loops, sessions, _ -> Optional.of(OPTIONS));
    registry.observe(packaging);
    Router router = Router.router(vertx);
    new HlsRoutes(packaging, registry, policy, loops).mount(router);
    port =
        vertx
            .createHttpServer()
            .requestHandler(router)
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .get(30, TimeUnit.SECONDS)
            .actualPort();
    publish();
  }

  @AfterEach
  void stop() throws Exception {
    client.close();
    vertx.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    assertThat(bugs).isEmpty();
  }

  private void publish() throws Exception {
    CompletableFuture<Boolean> done = new CompletableFuture<>();
    vertx.runOnContext(_ -> {
      PublishRequest request =
          new PublishRequest("p", StreamKey.parse("live/x"), Protocol.RTMP, "test", Map.of());
      if (registry.publish(request, _ -> {}) instanceof PublishResult.Accepted accepted) {
        accepted.publication().emit(TestFrames.tracks(TestFrames.VIDEO, TestFrames.AUDIO));
        for (Frame frame : TestFrames.usual(1_000, 5_500)) {
          accepted.publication().emit(frame);
        }
        done.complete(true);
      }
    });
    done.get(30, TimeUnit.SECONDS);
  }

  /// `YW5uOnJpZ2h0` is `ann:right`.
  @ParameterizedTest
  @CsvSource({
    "index.m3u8, Basic YW5uOnJpZ2h0",
    "index.m3u8, Bearer right",
    "index.m3u8?token=right,",
    "index.m3u8?user=ann&pass=right,",
    "media.m3u8, Basic YW5uOnJpZ2h0",
    "media.m3u8?token=right,"
  })
  void aPlayerIsLetInByWhateverItBrings(String path, String authorization) throws Exception {
    policy.open();
    String[] headers =
        authorization == null ? new String[0] : new String[] {"Authorization", authorization};
    HttpResponse<String> answer = get(path, headers);
    assertThat(answer.statusCode()).isEqualTo(200);
    if (path.startsWith("index")) {
      String media = answer.body().strip();
      String address = media.substring(media.lastIndexOf('\n') + 1);
      assertThat(get(address).statusCode()).as("its session is enough").isEqualTo(200);
    }
    assertThat(policy.asked()).isOne();
    await().until(() -> sessions.sessions().stream().anyMatch(view -> view.user().equals("ann")));
    await().until(() -> sessions.firstFrames().of(Protocol.HLS).view().count() == 1);
  }

  @ParameterizedTest
  @CsvSource({
    "index.m3u8",
    "index.m3u8?token=wrong",
    "media.m3u8",
    "media.m3u8?s=guessed",
    "media.m3u8?s=host",
    "ts/index.m3u8",
    "ts/media.m3u8?user=ann&pass=wrong"
  })
  void whoeverMayNotIsAskedWhoHeIs(String path) throws Exception {
    policy.open();
    HttpResponse<String> refused = get(path);
    assertThat(refused.statusCode()).isEqualTo(401);
    assertThat(refused.headers().firstValue("www-authenticate"))
        .contains("Basic realm=\"tidegate\"");
    assertThat(sessions.sessions()).isEmpty();
  }

  /// Else whoever shares an address with somebody who may would be let in with him.
  @Test
  void withoutASessionWhoSomebodyIsCountsAndNotWhereHeIs() throws Exception {
    policy.open();
    assertThat(get("media.m3u8?token=right").statusCode()).isEqualTo(200);
    assertThat(get("media.m3u8").statusCode()).isEqualTo(401);
    assertThat(get("media.m3u8?token=right").statusCode()).isEqualTo(200);
    assertThat(sessions.size()).isOne();
  }

  @Test
  void theAnswerIsWaitedFor() throws Exception {
    CompletableFuture<HttpResponse<String>> index = getAsync("index.m3u8?token=right");
    CompletableFuture<HttpResponse<String>> media = getAsync("media.m3u8?s=x&token=right");
    awaitPending(2);
    assertThat(index).isNotDone();
    policy.open();
    assertThat(index.get(30, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
    assertThat(media.get(30, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
    awaitPending(0);
  }

  @Test
  void whoeverLeavesWaitsNoMore() throws Exception {
    CompletableFuture<HttpResponse<String>> index = getAsync("index.m3u8?token=right");
    awaitPending(1);
    index.cancel(true);
    awaitPending(0);
  }

  @Test
  void aRightThatEndsEndsTheSession() throws Exception {
    policy.open();
    String body = get("index.m3u8?token=right").body().strip();
    String media = body.substring(body.lastIndexOf('\n') + 1);
    assertThat(get(media).statusCode()).isEqualTo(200);
    String id = sessions.grants().keySet().iterator().next();
    assertThat(sessions.close(id, CloseReason.REVOKED)).isTrue();
    assertThat(get(media).statusCode()).isEqualTo(403);
    assertThat(sessions.sessions()).isEmpty();
    assertThat(sessions.grants()).isEmpty();
    policy.revoke();
  }

  private void awaitPending(int count) {
    await().until(() -> registry.decisions().pending() == count);
  }

  private HttpRequest request(String path, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/live/x/" + path))
            .timeout(Duration.ofSeconds(60));
    return (headers.length == 0 ? request : request.headers(headers)).build();
  }

  private HttpResponse<String> get(String path, String... headers) throws Exception {
    return client.send(request(path, headers), HttpResponse.BodyHandlers.ofString());
  }

  private CompletableFuture<HttpResponse<String>> getAsync(String path) {
    return client.sendAsync(request(path), HttpResponse.BodyHandlers.ofString());
  }
}
