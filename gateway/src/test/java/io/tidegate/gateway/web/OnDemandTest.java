package io.tidegate.gateway.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Files that are read once somebody asks.
class OnDemandTest {
  private final Vertx vertx = Vertx.vertx();
  private final HttpClient client = HttpClient.newHttpClient();
  private final AtomicInteger reads = new AtomicInteger();
  private String base = "";

  private void serve(Supplier<String> reader, Consumer<String> looks) throws Exception {
    OnDemand<String> text =
        new OnDemand<>(() -> {
          reads.incrementAndGet();
          return reader.get();
        });
    Router router = Router.router(vertx);
    router
        .get("/")
        .handler(context ->
            text.get(
                context,
                found -> {
                  looks.accept(found);
                  context.end(found);
                }));
    HttpServer server =
        vertx
            .createHttpServer()
            .requestHandler(router)
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .get(30, TimeUnit.SECONDS);
    base = "http://127.0.0.1:" + server.actualPort() + "/";
  }

  @AfterEach
  void stop() throws Exception {
    client.shutdownNow();
    vertx.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  private CompletableFuture<HttpResponse<String>> ask() {
    return client.sendAsync(
        HttpRequest.newBuilder(URI.create(base)).build(), HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> answer() throws Exception {
    return ask().get(30, TimeUnit.SECONDS);
  }

  @Test
  void isReadOnceForAllWhoAsk() throws Exception {
    CountDownLatch disk = new CountDownLatch(1);
    serve(
        () -> {
          waitFor(disk);
          return "page";
        },
        _ -> {});
    assertThat(reads).hasValue(0);
    CompletableFuture<HttpResponse<String>> first = ask();
    CompletableFuture<HttpResponse<String>> second = ask();
    disk.countDown();
    assertThat(first.get(30, TimeUnit.SECONDS).body()).isEqualTo("page");
    assertThat(second.get(30, TimeUnit.SECONDS).body()).isEqualTo("page");
    assertThat(answer().body()).isEqualTo("page");
    assertThat(reads).hasValue(1);
  }

  @Test
  void whatCannotBeReadIsTriedAgainForTheNext() throws Exception {
    serve(
        () -> {
          if (reads.get() == 1) {
            throw new UncheckedIOException(new NoSuchFileException("page"));
          }
          return "page";
        },
        _ -> {});
    assertThat(answer().statusCode()).isEqualTo(500);
    assertThat(answer().body()).isEqualTo("page");
  }

  @Test
  void whoeverAsksFirstIsAnsweredAlsoWhereTheAnswerIsABug() throws Exception {
    serve(
        () -> "page",
        _ -> {
          throw new IllegalStateException("a bug");
        });
    assertThat(answer().statusCode()).isEqualTo(500);
    assertThat(answer().statusCode()).isEqualTo(500);
  }

  private static void waitFor(CountDownLatch latch) {
    try {
      if (!latch.await(30, TimeUnit.SECONDS)) {
        throw new IllegalStateException("nobody came");
      }
    } catch (InterruptedException stopped) {
      throw new IllegalStateException(stopped);
    }
  }
}
