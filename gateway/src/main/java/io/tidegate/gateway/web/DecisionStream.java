package io.tidegate.gateway.web;

import io.tidegate.media.Nullable;
import io.tidegate.srt.arq.DecisionLog;
import io.tidegate.srt.arq.DecisionRecord;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// The decisions about one link as server-sent events (HTML Living Standard §9.2), until the link
/// or its reader is gone. A slow reader misses what the log has overwritten: positions tell.
/// Confined to the response's event loop.
final class DecisionStream {
  static final String CONTENT_TYPE = "text/event-stream";

  private static final long EVERY_MS = 250;

  /// Written at once; a loss of a whole second is less.
  private static final int MOST = 500;

  private final Vertx vertx;
  private final HttpServerResponse response;
  private final BooleanSupplier alive;
  private final Supplier<@Nullable DecisionLog> log;
  private long next;
  private long timer;

  DecisionStream(
      Vertx vertx,
      HttpServerResponse response,
      BooleanSupplier alive,
      Supplier<@Nullable DecisionLog> log) {
    this.vertx = vertx;
    this.response = response;
    this.alive = alive;
    this.log = log;
  }

  /// @param from the first position
  void start(long from) {
    next = from;
    response
        .setChunked(true)
        .putHeader(HttpHeaders.CONTENT_TYPE, CONTENT_TYPE)
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    timer = vertx.setPeriodic(EVERY_MS, _ -> write());
    response.closeHandler(_ -> vertx.cancelTimer(timer));
    response.exceptionHandler(_ -> vertx.cancelTimer(timer));
    response.write(": decisions\n\n");
    write();
  }

  private void write() {
    if (response.ended() || response.closed()) {
      vertx.cancelTimer(timer);
      return;
    }
    if (!alive.getAsBoolean()) {
      vertx.cancelTimer(timer);
      response.end("event: end\ndata: {}\n\n");
      return;
    }
    DecisionLog decisions = log.get();
    if (decisions == null || response.writeQueueFull()) {
      return;
    }
    StringBuilder events = new StringBuilder();
    for (DecisionRecord record : decisions.since(next, MOST)) {
      next = record.position() + 1;
      events
          .append("id: ")
          .append(record.position())
          .append("\ndata: ")
          .append(SrtLinkJson.decision(record).encode())
          .append("\n\n");
    }
    if (!events.isEmpty()) {
      response.write(events.toString());
    }
  }
}
