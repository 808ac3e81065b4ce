package io.tidegate.gateway.tap;

import static io.tidegate.media.testing.Patience.await;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.gateway.config.Token;
import io.tidegate.gateway.mark.Marks;
import io.tidegate.gateway.route.FrameTapSpec;
import io.tidegate.media.Bytes;
import io.tidegate.media.MediaTime;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.Loop;
import io.tidegate.media.hub.Loops;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import io.vertx.junit5.VertxExtension;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/// Receivers that misbehave, on loopback.
@Timeout(300)
@ExtendWith(VertxExtension.class)
class TapHookTest {
  private static final StreamKey KEY = StreamKey.parse("acme/door");
  private static final String HEAD = "HTTP/1.1 200 OK\r\n";

  /// What a receiver does with a picture.
  private interface Receiver {
    void picture(NetSocket socket);
  }

  /// One loop of a Vert.x, for everything.
  private record OneContext(Context context, Vertx vertx) implements Loop, Loops {
    @Override
    public void execute(Runnable task) {
      context.runOnContext(_ -> task.run());
    }

    @Override
    public boolean isCurrent() {
      return context.equals(Vertx.currentContext());
    }

    @Override
    public Loop current() {
      return this;
    }

    @Override
    public Timer schedule(Loop loop, long delayMillis, Runnable task) {
      long id = vertx.setTimer(delayMillis, _ -> execute(task));
      return () -> vertx.cancelTimer(id);
    }

    @Override
    public long nanoTime() {
      return System.nanoTime();
    }
  }

  private static int serve(Vertx vertx, Receiver receiver) throws Exception {
    NetServer server =
        vertx
            .createNetServer()
            .connectHandler(socket -> {
              Buffer came = Buffer.buffer();
              socket.handler(piece -> {
                came.appendBuffer(piece);
                if (came.toString().endsWith("picture")) {
                  receiver.picture(socket);
                }
              });
            });
    return server
        .listen(0, "127.0.0.1")
        .toCompletionStage()
        .toCompletableFuture()
        .get(30, TimeUnit.SECONDS)
        .actualPort();
  }

  private static TapHook hook(Vertx vertx, String url, TapTargets targets, Duration patience) {
    OneContext loop = new OneContext(vertx.getOrCreateContext(), vertx);
    HttpClient client = vertx.createHttpClient(new HttpClientOptions(), new PoolOptions());
    FrameTapSpec spec = new FrameTapSpec("t", 0, 640, 5, 5, url, Token.NONE, false, true);
    TapHook.On on = new TapHook.On(client, targets, loop, loop, Clock.systemUTC(), patience);
    Marks marks = new Marks(Clock.systemUTC());
    return new TapHook(
        spec, on, new TapAnswer(KEY, spec, marks, new MarkAllowance(Clock.systemUTC())));
  }

  private static TapHook hook(Vertx vertx, int port, Duration patience) {
    TapTargets free = new TapTargets(_ -> false, () -> true, InetAddress::getAllByName);
    return hook(vertx, "http://127.0.0.1:" + port + "/in", free, patience);
  }

  private static void offer(TapHook hook) {
    Bytes picture = Bytes.of("picture", US_ASCII);
    hook.offer(new Shot(KEY, "t", 1, Instant.now(), MediaTime.ZERO, picture));
  }

  private static @Nullable String error(TapHook hook) {
    return hook.view().lastError();
  }

  /// A byte now and then is no idle connection.
  @Test
  void anAnswerThatNeverEndsIsGivenUp(Vertx vertx) throws Exception {
    AtomicInteger closed = new AtomicInteger();
    AtomicInteger came = new AtomicInteger();
    int port =
        serve(
            vertx,
            socket -> {
              came.incrementAndGet();
              socket.closeHandler(_ -> closed.incrementAndGet());
              socket.write(HEAD + "Transfer-Encoding: chunked\r\n\r\n");
              vertx.setPeriodic(50, _ -> socket.write("1\r\nx\r\n"));
            });
    TapHook hook = hook(vertx, port, Duration.ofMillis(500));
    offer(hook);
    await("the reason").until(() -> "no whole answer within 500 ms".equals(error(hook)));
    await("its connection is closed").until(() -> closed.get() == 1);
    assertThat(hook.view().dropped()).isEqualTo(1);
    offer(hook);
    await("the next one is sent").until(() -> came.get() == 2);
    hook.close();
  }

  @Test
  void anAnswerWithoutEndIsReadNoFurther(Vertx vertx) throws Exception {
    AtomicInteger closed = new AtomicInteger();
    int port =
        serve(
            vertx,
            socket -> {
              socket.closeHandler(_ -> closed.incrementAndGet());
              socket.write(HEAD + "\r\n" + "x".repeat(TapAnswer.MAX_BYTES + 10));
            });
    TapHook hook = hook(vertx, port, Duration.ofSeconds(60));
    offer(hook);
    await("the reason").until(() -> "an answer of more than 65536 bytes".equals(error(hook)));
    await("its connection is closed").until(() -> closed.get() == 1);
    assertThat(hook.view().sent()).isEqualTo(1);
    hook.close();
  }

  @Test
  void aServerThatNeverAnswersIsGivenUp(Vertx vertx) throws Exception {
    int port = serve(vertx, _ -> {});
    TapHook hook = hook(vertx, port, Duration.ofMillis(300));
    offer(hook);
    await("the reason").until(() -> "no whole answer within 300 ms".equals(error(hook)));
    hook.close();
  }

  /// Nobody listens at the first one.
  @Test
  void theNextAddressIsTried(Vertx vertx) throws Exception {
    AtomicInteger came = new AtomicInteger();
    int port =
        serve(
            vertx,
            socket -> {
              came.incrementAndGet();
              socket.write(HEAD + "Content-Length: 0\r\n\r\n");
            });
    TapPost post =
        new TapPost(
            vertx.createHttpClient(),
            new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setAbsoluteURI("http://door.example:" + port + "/in"),
            Buffer.buffer("picture"));
    var addresses =
        List.of(
            SocketAddress.inetSocketAddress(port, "127.0.0.2"),
            SocketAddress.inetSocketAddress(port, "127.0.0.1"));
    TapPost.Answer answer =
        post.send(Future.succeededFuture(addresses), Duration.ofSeconds(60))
            .toCompletionStage()
            .toCompletableFuture()
            .get(60, TimeUnit.SECONDS);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(came).hasValue(1);
  }
}
