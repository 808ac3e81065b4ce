package io.tidegate.gateway.web;

import io.tidegate.gateway.event.Event;
import io.tidegate.gateway.event.LiveBoard;
import io.tidegate.gateway.store.EventFilter;
import io.tidegate.gateway.store.EventLog;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// `/api/v1/events`, what has happened, and `/api/v1/live`, what happens. Event loops.
public final class EventsApi {
  private static final int MAX_LIMIT = 1_000;
  private static final int USUAL_LIMIT = 100;

  /// Watchers at once: each tab of a browser should share one.
  private static final int MAX_WATCHERS = 100;

  /// Shorter than what proxies and browsers take for dead.
  private static final long BEAT_MS = 15_000;

  private final EventLog events;
  private final LiveBoard board;
  private final Vertx vertx;
  private final AtomicInteger watchers;

  /// @param watchers shared by all routers of the process
  public EventsApi(EventLog events, LiveBoard board, Vertx vertx, AtomicInteger watchers) {
    this.events = events;
    this.board = board;
    this.vertx = vertx;
    this.watchers = watchers;
  }

  /// Below `/api/*`, which is where whoever may not is turned away.
  public void mount(Router router) {
    ReadOnly.mount(router, "/api/v1/events", this::list);
    ReadOnly.mount(router, "/api/v1/live", this::live);
  }

  static JsonObject json(Event event) {
    return new JsonObject()
        .put("id", event.id())
        .put("at", event.at().toString())
        .put("kind", event.kind())
        .put("key", event.key())
        .put("subject", event.subject())
        .put("from", event.from())
        .put("to", event.to())
        .put("who", event.who())
        .put("detail", event.detail());
  }

  private void list(RoutingContext context) {
    EventFilter filter;
    try {
      filter = filter(context.queryParams());
    } catch (IllegalArgumentException wrong) {
      StoreReplies.badParameter(context, wrong);
      return;
    }
    StoreReplies.when(
        context, events.find(filter), found -> list(context, found, filter.limit() - 1));
  }

  /// With one more than the page has, which tells whether there is a next one.
  private static EventFilter filter(MultiMap query) {
    StreamKey key = RouteFilter.key(query, "key");
    return new EventFilter(
        RouteFilter.number(query, "before", Integer.MAX_VALUE, 999_999_999),
        RouteFilter.number(query, "limit", USUAL_LIMIT, MAX_LIMIT) + 1,
        RouteFilter.text(query, "kind"),
        key == null ? "" : key.toString(),
        RouteFilter.text(query, "subject"),
        Times.instant(query, "from", Instant.EPOCH),
        Times.instant(query, "to", EventFilter.ALWAYS));
  }

  private static void list(RoutingContext context, List<Event> found, int limit) {
    Caller caller = Caller.of(context);
    NumberedPage<Event> page = NumberedPage.of(found, limit, Event::id);
    Replies.json(context, page.only(event -> caller.sees(event.key())).json(EventsApi::json));
  }

  private void live(RoutingContext context) {
    HttpServerResponse response = context.response();
    if (watchers.incrementAndGet() > MAX_WATCHERS) {
      watchers.decrementAndGet();
      response.putHeader(HttpHeaders.RETRY_AFTER, "10");
      Replies.problem(context, 503, "at most " + MAX_WATCHERS + " watch at once");
      return;
    }
    response
        .setChunked(true)
        .putHeader(HttpHeaders.CONTENT_TYPE, DecisionStream.CONTENT_TYPE)
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    if (context.request().method().equals(HttpMethod.HEAD)) {
      watchers.decrementAndGet();
      response.end();
      return;
    }
    LiveStream stream = new LiveStream(vertx.getOrCreateContext(), response, Caller.of(context));
    long timer = vertx.setPeriodic(BEAT_MS, _ -> stream.beat());
    response.closeHandler(_ -> {
      vertx.cancelTimer(timer);
      board.unsubscribe(stream);
      watchers.decrementAndGet();
    });
    response.write("retry: 2000\n\n");
    board.subscribe(stream, lastSeq(context.request().getHeader("Last-Event-ID")));
  }

  private static long lastSeq(@Nullable String header) {
    return header != null && header.matches("\\d{1,17}") ? Long.parseLong(header) : 0;
  }
}
