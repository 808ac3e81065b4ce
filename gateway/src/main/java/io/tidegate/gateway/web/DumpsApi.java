package io.tidegate.gateway.web;

import io.tidegate.gateway.dump.DumpException;
import io.tidegate.gateway.dump.Dumps;
import io.vertx.core.Context;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// `/api/v1/diagnostics/jfr`, `/heap-dump` and `/threads`: what the Java machine tells of itself.
/// Event loops; a virtual thread makes it and sends it as fast as the client reads.
public final class DumpsApi {
  private static final Logger log = LoggerFactory.getLogger(DumpsApi.class);

  private static final String PATH = "/api/v1/diagnostics";
  private static final int MAX_BYTES = 1 << 10;
  private static final int MAX_SECONDS = 300;

  private final Dumps dumps;

  /// @param dumps shared by all routers of the process
  public DumpsApi(Dumps dumps) {
    this.dumps = dumps;
  }

  /// Below `/api/*`, which is where whoever may not is turned away.
  public void mount(Router router) {
    router.route(PATH + "/jfr").handler(context -> post(context, this::recording));
    router.route(PATH + "/heap-dump").handler(context -> post(context, this::heap));
    router.route(PATH + "/threads").handler(this::threads);
  }

  @FunctionalInterface
  private interface Order {
    void take(RoutingContext context, JsonObject body);
  }

  private static void post(RoutingContext context, Order order) {
    if (context.request().method().name().equals("POST")) {
      Set<String> types = Set.of(RequestBody.JSON);
      RequestBody.json(context, MAX_BYTES, types, body -> order.take(context, body));
    } else {
      Replies.methodNotAllowed(context, "POST");
    }
  }

  private void recording(RoutingContext context, JsonObject body) {
    boolean isAlone = body.size() == 1;
    if (isAlone
        && body.getValue("seconds") instanceof Integer seconds
        && seconds >= 1
        && seconds <= MAX_SECONDS) {
      start(context, "recording.jfr", () -> dumps.recording(Duration.ofSeconds(seconds)));
    } else {
      Replies.problem(context, 400, "seconds: expected a whole number, 1 to " + MAX_SECONDS);
    }
  }

  private void heap(RoutingContext context, JsonObject body) {
    if (body.size() == 1 && Boolean.TRUE.equals(body.getValue("acceptSecrets"))) {
      start(context, "heap.hprof", dumps::heap);
    } else {
      Replies.problem(
          context,
          400,
          "acceptSecrets: expected true, as a heap dump holds every key and password in use, and"
              + " everything stands still while it is made");
    }
  }

  /// HEAD would cost as much as GET.
  private void threads(RoutingContext context) {
    if (context.request().method().name().equals("GET")) {
      start(context, "threads.txt", dumps::threads);
    } else {
      Replies.methodNotAllowed(context, "GET");
    }
  }

  /// What is made, on a thread that may wait.
  @FunctionalInterface
  private interface Maker {
    Dumps.Dump make() throws DumpException, InterruptedException;
  }

  private static void start(RoutingContext context, String name, Maker maker) {
    Context loop = context.vertx().getOrCreateContext();
    Thread thread =
        Thread.ofVirtual().name("dump").unstarted(() -> answer(context, loop, name, maker));
    context.response().closeHandler(_ -> thread.interrupt());
    thread.start();
  }

  private static void answer(RoutingContext context, Context loop, String name, Maker maker) {
    try (Dumps.Dump dump = maker.make()) {
      send(context, loop, name, dump);
    } catch (DumpException refused) {
      loop.runOnContext(_ -> refuse(context, refused));
    } catch (InterruptedException | IOException cut) {
      log.info("{} was not fetched: {}", name, cut.getMessage());
    }
  }

  private static void send(RoutingContext context, Context loop, String name, Dumps.Dump dump)
      throws IOException {
    HttpServerResponse response = context.response();
    String type = name.endsWith(".txt") ? "text/plain; charset=utf-8" : "application/octet-stream";
    loop.runOnContext(_ ->
        response
            .putHeader(HttpHeaders.CONTENT_TYPE, type)
            .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
            .putHeader("Content-Disposition", "attachment; filename=\"tidegate-" + name + "\"")
            .setChunked(true));
    BodyStream body = new BodyStream(loop, response);
    try {
      Files.copy(dump.file(), body);
      body.close();
    } catch (IOException cut) {
      body.abort();
      throw cut;
    }
  }

  private static void refuse(RoutingContext context, DumpException refused) {
    int status =
        switch (refused.kind()) {
          case BUSY -> 503;
          case NO_ROOM -> 507;
          case FAILED -> 500;
        };
    if (status == 503) {
      context.response().putHeader(HttpHeaders.RETRY_AFTER, "5");
    } else if (status == 500) {
      log.error("a dump failed", refused);
    }
    Replies.problem(context, status, String.valueOf(refused.getMessage()));
  }
}
