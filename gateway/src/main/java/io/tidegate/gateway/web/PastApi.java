package io.tidegate.gateway.web;

import io.tidegate.gateway.event.StateSpan;
import io.tidegate.gateway.store.EndedSession;
import io.tidegate.gateway.store.EventFilter;
import io.tidegate.gateway.store.EventLog;
import io.tidegate.gateway.store.SessionFilter;
import io.tidegate.gateway.store.SessionLog;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import io.vertx.core.MultiMap;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// `/api/v1/routes/{app}/{name}/history`, what state everything of a route was in and for how long,
/// and `/api/v1/sessions/ended`, who was here. Event loops; the history's thread reads.
public final class PastApi {
  private static final int MAX_LIMIT = 1_000;
  private static final int USUAL_LIMIT = 100;
  private static final Duration USUAL = Duration.ofDays(1);

  private final EventLog events;
  private final SessionLog sessions;
  private final Clock clock;

  public PastApi(EventLog events, SessionLog sessions, Clock clock) {
    this.events = events;
    this.sessions = sessions;
    this.clock = clock;
  }

  /// Below `/api/*`, which is where whoever may not is turned away; before `/sessions/{id}`.
  public void mount(Router router) {
    ReadOnly.mount(router, "/api/v1/routes/:app/:name/history", this::states);
    ReadOnly.mount(router, "/api/v1/sessions/ended", this::ended);
  }

  /// What is asked for of a route.
  private record Stretch(Instant from, Instant to, String kind, int limit) {
    static Stretch of(MultiMap query, Instant now) {
      Instant to = Times.instant(query, "to", now);
      Instant from = Times.instant(query, "from", to.minus(USUAL));
      if (!from.isBefore(to)) {
        throw new IllegalArgumentException("from: expected a time before to");
      }
      return new Stretch(
          from,
          to,
          RouteFilter.text(query, "kind"),
          RouteFilter.number(query, "limit", MAX_LIMIT, EventLog.MAX_FOUND));
    }

    boolean takes(StateSpan span) {
      return (kind.isEmpty() || kind.equals(span.kind())) && span.overlaps(from, to);
    }
  }

  private void states(RoutingContext context) {
    StreamKey key;
    try {
      key = StreamKey.parse(context.pathParam("app") + "/" + context.pathParam("name"));
    } catch (IllegalArgumentException notAKey) {
      Replies.problem(context, 404, String.valueOf(notAKey.getMessage()));
      return;
    }
    Instant now = clock.instant();
    Stretch stretch;
    try {
      stretch = Stretch.of(context.queryParams(), now);
    } catch (IllegalArgumentException wrong) {
      StoreReplies.badParameter(context, wrong);
      return;
    }
    StoreReplies.when(
        context,
        events.story(key.toString()),
        story -> {
          List<StateSpan> spans =
              StateSpan.of(story).stream()
                  .filter(stretch::takes)
                  .limit(stretch.limit() + 1L)
                  .toList();
          Replies.json(context, states(key, spans, stretch.limit(), now));
        });
  }

  private static JsonObject states(StreamKey key, List<StateSpan> found, int limit, Instant now) {
    List<StateSpan> shown = found.subList(0, Math.min(limit, found.size()));
    return new JsonObject()
        .put("key", key.toString())
        .put("complete", found.size() <= limit)
        .put("items", new JsonArray(shown.stream().map(span -> state(span, now)).toList()));
  }

  private static JsonObject state(StateSpan span, Instant now) {
    Instant end = span.until() == null ? now : span.until();
    return new JsonObject()
        .put("kind", span.kind())
        .put("subject", span.subject())
        .put("state", span.state())
        .put("was", span.was())
        .put("since", span.since().toString())
        .put("until", text(span.until()))
        .put("seconds", seconds(span.since(), end))
        .put("who", span.who())
        .put("detail", span.detail());
  }

  private void ended(RoutingContext context) {
    SessionFilter filter;
    try {
      filter = filter(context.queryParams());
    } catch (IllegalArgumentException wrong) {
      StoreReplies.badParameter(context, wrong);
      return;
    }
    int limit = filter.limit() - 1;
    StoreReplies.when(
        context,
        sessions.find(filter),
        found -> {
          Caller caller = Caller.of(context);
          NumberedPage<EndedSession> page = NumberedPage.of(found, limit, EndedSession::number);
          Replies.json(context, page.only(one -> caller.sees(one.key())).json(PastApi::session));
        });
  }

  /// With one more than the page has, which tells whether there is a next one.
  private static SessionFilter filter(MultiMap query) {
    StreamKey key = RouteFilter.key(query, "key");
    return new SessionFilter(
        RouteFilter.number(query, "before", Integer.MAX_VALUE, 999_999_999),
        RouteFilter.number(query, "limit", USUAL_LIMIT, MAX_LIMIT) + 1,
        key == null ? "" : key.toString(),
        RouteFilter.text(query, "kind"),
        RouteFilter.text(query, "id"),
        Times.instant(query, "from", Instant.EPOCH),
        Times.instant(query, "to", EventFilter.ALWAYS));
  }

  static JsonObject session(EndedSession session) {
    return new JsonObject()
        .put("number", session.number())
        .put("id", session.id())
        .put("key", session.key().isEmpty() ? null : session.key())
        .put("kind", session.kind())
        .put("protocol", session.protocol())
        .put("remote", session.remote())
        .put("since", session.since().toString())
        .put("until", session.until().toString())
        .put("seconds", seconds(session.since(), session.until()))
        .put("bytes", session.bytes())
        .put("drops", session.drops())
        .put("reason", session.reason());
  }

  private static double seconds(Instant since, Instant until) {
    return Math.max(0, Duration.between(since, until).toMillis()) / 1_000.0;
  }

  private static @Nullable String text(@Nullable Instant instant) {
    return instant == null ? null : instant.toString();
  }
}
