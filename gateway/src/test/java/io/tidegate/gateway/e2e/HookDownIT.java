package io.tidegate.gateway.e2e;

import static io.tidegate.media.testing.Patience.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.tidegate.media.testing.Patience;
import io.tidegate.media.testing.Tool;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A hook that is gone, slow, or talks without end, asked by a gateway that is closed meanwhile and
/// by one that is open: newcomers are told so or let in, whoever plays goes on, and the log has a
/// line about it.
class HookDownIT {
  private static final String SECRET = "hook-secret-0123456789abcdef";
  private static final String TOKEN = "planted-token-77";

  /// More than open the breaker.
  private static final int NEWCOMERS = 8;

  private static final int SECONDS = 6;

  @TempDir private static Path folder;
  private static final CountDownLatch OVER = new CountDownLatch(1);
  private static final ExecutorService THREADS = Executors.newVirtualThreadPerTaskExecutor();
  private static volatile Fault fault = Fault.NONE;
  private static HttpServer hook;
  private static Site closed;
  private static Site open;

  /// How the hook fails.
  enum Fault {
    NONE,
    CLOSED_PORT,
    ANSWERS_AFTER_20_S,
    ENDLESS_ANSWER
  }

  /// A gateway with one stream.
  private record Site(GatewayProcess gateway, Api api, Tool publisher) implements AutoCloseable {
    static Site start(String failure) throws Exception {
      Map<String, String> settings =
          Map.of(
              "TIDEGATE_AUTH_HOOK_URL",
              "http://127.0.0.1:" + hook.getAddress().getPort() + "/auth",
              "TIDEGATE_AUTH_HOOK_SECRET",
              SECRET,
              "TIDEGATE_AUTH_HOOK_TIMEOUT_MS",
              "1000",
              "TIDEGATE_AUTH_HOOK_FAILURE",
              failure);
      GatewayProcess gateway = GatewayProcess.start(folder.resolve(failure), settings);
      Tool publisher = Media.publishEndlessly(gateway.rtmp("/live/a?token=" + TOKEN));
      return new Site(gateway, Api.of(gateway), publisher);
    }

    /// The head of an answer; the body is not waited for.
    HttpResponse<InputStream> get(String path, String token) throws Exception {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(gateway.http(path + "?token=" + token)))
              .timeout(Patience.FOR_PROGRAMS)
              .build();
      HttpResponse<InputStream> answer =
          api.client().send(request, HttpResponse.BodyHandlers.ofInputStream());
      answer.body().close();
      return answer;
    }

    long viewers() throws Exception {
      return api.items("/sessions", "protocol", "http-flv").size();
    }

    @Override
    public void close() throws IOException {
      assertThat(publisher.output()).as("the publisher never noticed").isEmpty();
      publisher.close();
      api.close();
      gateway.close();
    }
  }

  @BeforeAll
  static void start() throws Exception {
    hook = listen(0);
    closed = Site.start("closed");
    open = Site.start("open");
    for (Site site : List.of(closed, open)) {
      await("a stream").until(() -> site.get("/live/a.flv", TOKEN).statusCode() == 200);
    }
  }

  @AfterAll
  static void stop() throws Exception {
    OVER.countDown();
    try (Site _ = closed;
        Site _ = open) {
      hook.stop(0);
    } finally {
      THREADS.shutdownNow();
    }
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  void newcomersAreToldOrLetInAndViewersGoOn(Fault how) throws Exception {
    await("nobody").until(() -> closed.viewers() + open.viewers() == 0);
    int before = closed.gateway().log().size();
    int openBefore = open.gateway().log().size();
    AtomicBoolean over = new AtomicBoolean();
    Judges.together(
        List.of(
            () -> {
              Path record = folder.resolve(how + ".flv");
              Judges.flv("ffmpeg", url(closed), SECONDS, record);
              return true;
            },
            () -> watch(closed, over, folder.resolve(how + "-closed.flv")),
            () -> watch(open, over, folder.resolve(how + "-open.flv")),
            () -> {
              try {
                await("viewers")
                    .until(() ->
                        closed.viewers() == (Judges.present() ? 2 : 1) && open.viewers() == 1);
                begin(how);
                Judges.together(newcomers());
                refusedInOtherProtocols();
              } finally {
                over.set(true);
              }
              return true;
            }));
    begin(Fault.NONE);
    for (Site site : List.of(closed, open)) {
      await("that it answers again")
          .until(() ->
              site.get("/live/a.flv", TOKEN).statusCode() == 200
                  && site.get("/live/a.flv", "wrong").statusCode() == 401);
    }
    assertLog(closed.gateway(), before, "refused");
    assertLog(open.gateway(), openBefore, "let in");
  }

  private static String url(Site site) {
    return site.gateway().http("/live/a.flv?token=" + TOKEN);
  }

  /// Somebody who came before it failed gets all of the stream until it is over, and after.
  private static FlvRecording watch(Site site, AtomicBoolean over, Path file) throws Exception {
    return FlvRecording.of(url(site), over::get, Duration.ofSeconds(2), file)
        .assertSound("ffmpeg", 50);
  }

  private static List<Callable<?>> newcomers() {
    Callable<?> refused = () -> assertRefused(closed.get("/live/a.flv", TOKEN));
    Callable<?> letIn =
        () -> assertThat(open.get("/live/a.flv", TOKEN).statusCode()).isEqualTo(200);
    return Stream.generate(() -> List.of(refused, letIn))
        .limit(NEWCOMERS)
        .<Callable<?>>flatMap(List::stream)
        .toList();
  }

  private static boolean assertRefused(HttpResponse<InputStream> answer) {
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.headers().firstValueAsLong("Retry-After").orElse(0)).isPositive();
    return true;
  }

  private static void refusedInOtherProtocols() throws Exception {
    assertRefused(closed.get("/live/a/index.m3u8", TOKEN));
    String url = closed.gateway().rtsp("/live/a?token=" + TOKEN);
    String describe = "DESCRIBE " + url + " RTSP/1.0\r\nCSeq: 1\r\n\r\n";
    assertThat(new Stranger(closed.gateway(), "127.0.0.1").ask("rtsp", describe))
        .startsWith("RTSP/1.0 503 ")
        .contains("\r\nRetry-After: ");
    try (Tool player = Media.play(closed.gateway().rtmp("/live/a?token=" + TOKEN));
        Tool publisher = Media.publish(closed.gateway().rtmp("/live/b?token=" + TOKEN))) {
      assertThat(player.await(60)).isNotZero();
      assertThat(publisher.await(60)).isNotZero();
    }
  }

  /// One line when it begins, one when it ends, and no secret.
  private static void assertLog(GatewayProcess gateway, int from, String newcomers) {
    await("the log")
        .untilAsserted(() -> {
          List<String> lines = gateway.log().subList(from, gateway.log().size());
          assertThat(lines.stream().filter(line -> line.contains("auth hook")))
              .hasSize(2)
              .anyMatch(
                  line -> line.contains(" WARN ") && line.contains("who comes is " + newcomers))
              .anyMatch(line -> line.endsWith("the auth hook answers again"));
        });
    assertThat(gateway.log())
        .noneMatch(line -> line.contains(TOKEN) || line.contains(SECRET))
        .noneMatch(line -> line.contains("Signature"));
  }

  private static void begin(Fault how) throws IOException {
    if (fault == Fault.CLOSED_PORT) {
      hook = listen(hook.getAddress().getPort());
    }
    fault = how;
    if (how == Fault.CLOSED_PORT) {
      hook.stop(0);
    }
  }

  private static HttpServer listen(int port) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.createContext("/", HookDownIT::answer);
    server.setExecutor(THREADS);
    server.start();
    return server;
  }

  private static void answer(HttpExchange exchange) throws IOException {
    JsonObject asked = new JsonObject(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
    switch (fault) {
      case NONE, CLOSED_PORT -> {}
      case ANSWERS_AFTER_20_S -> pause();
      case ENDLESS_ANSWER -> {
        exchange.sendResponseHeaders(200, 0);
        byte[] more = "x".repeat(4_096).getBytes(UTF_8);
        while (OVER.getCount() > 0) {
          exchange.getResponseBody().write(more); // until whoever asked goes away
        }
      }
    }
    exchange.sendResponseHeaders(asked.getString("token").equals(TOKEN) ? 204 : 401, -1);
    exchange.close();
  }

  private static void pause() {
    try {
      boolean _ = OVER.await(20, TimeUnit.SECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
