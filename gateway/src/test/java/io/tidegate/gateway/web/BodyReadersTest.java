package io.tidegate.gateway.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.Router;
import io.vertx.junit5.VertxExtension;
import io.vertx.junit5.VertxTestContext;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/// Clients whose answers do not come to their end.
@Timeout(180)
@ExtendWith(VertxExtension.class)
class BodyReadersTest {
  private final CountDownLatch open = new CountDownLatch(1);
  private final Semaphore reading = new Semaphore(0);
  private final HttpClient http = HttpClient.newHttpClient();
  private final List<CompletableFuture<HttpResponse<String>>> asked = new ArrayList<>();
  private HttpServer server;

  @BeforeEach
  void start(Vertx vertx, VertxTestContext context) {
    BodyReaders readers = new BodyReaders(new BodyReaders.Limits(5, 4, 2));
    Router router = Router.router(vertx);
    router
        .get("/:session")
        .handler(request ->
            readers.read(
                request,
                request.pathParam("session").replace("none", ""),
                loop -> {
                  reading.release();
                  try {
                    open.await();
                  } catch (InterruptedException stopped) {
                    throw new InterruptedIOException("stopped");
                  }
                  loop.runOnContext(_ -> request.response().end("read"));
                }));
    router
        .get("/file/gone")
        .handler(request ->
            readers.read(
                request,
                "",
                _ -> {
                  throw new NoSuchFileException("/secret/place/1.ts");
                }));
    router
        .get("/file/broken")
        .handler(request ->
            readers.read(
                request,
                "",
                _ -> {
                  throw new FileSystemException("/secret/place/1.ts", null, "I/O error");
                }));
    server = vertx.createHttpServer().requestHandler(router);
    server
        .listen(SocketAddress.inetSocketAddress(0, "127.0.0.1"))
        .onComplete(context.succeedingThenComplete());
  }

  @AfterEach
  void stop() {
    open.countDown();
    http.shutdownNow();
  }

  @Test
  void oneSessionAndOneAddressDoNotTakeAll() throws Exception {
    reads("a");
    reads("a");
    assertThat(get("a").get().statusCode()).isEqualTo(429);
    assertThat(get("a").get().body()).contains("session");
    reads("b");
    reads("none");
    HttpResponse<String> refused = get("none").get();
    assertThat(refused.statusCode()).isEqualTo(429);
    assertThat(refused.body()).contains("address");
    assertThat(refused.headers().firstValue("Retry-After")).contains("1");
    open.countDown();
    for (CompletableFuture<HttpResponse<String>> one : asked) {
      assertThat(one.get().body()).isEqualTo("read");
    }
    reads("a");
  }

  @Test
  void whatCannotBeReadTellsNothingOfWhereItLies() throws Exception {
    HttpResponse<String> gone = get("file/gone").get();
    assertThat(gone.statusCode()).isEqualTo(404);
    assertThat(gone.body()).contains("not there any more").doesNotContain("secret");
    HttpResponse<String> broken = get("file/broken").get();
    assertThat(broken.statusCode()).isEqualTo(500);
    assertThat(broken.body()).contains("cannot be read").doesNotContain("secret");
  }

  private void reads(String session) throws InterruptedException {
    asked.add(get(session));
    assertThat(reading.tryAcquire(30, TimeUnit.SECONDS)).as(session).isTrue();
  }

  private CompletableFuture<HttpResponse<String>> get(String session) {
    URI address = URI.create("http://127.0.0.1:" + server.actualPort() + "/" + session);
    return http.sendAsync(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString());
  }
}
