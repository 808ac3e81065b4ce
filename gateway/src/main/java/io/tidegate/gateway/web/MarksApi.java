package io.tidegate.gateway.web;

import io.tidegate.gateway.config.ConfigException;
import io.tidegate.gateway.mark.Mark;
import io.tidegate.gateway.mark.MarkDraft;
import io.tidegate.gateway.mark.MarkJson;
import io.tidegate.gateway.mark.Marks;
import io.tidegate.gateway.route.Fault;
import io.tidegate.gateway.snapshot.KeyFrame;
import io.tidegate.gateway.snapshot.KeyFrames;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.StreamHub;
import io.tidegate.media.hub.StreamRegistry;
import io.vertx.core.Context;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/// `/api/v1/streams/{app}/{name}/marks`: what was found in a stream, and when. Event loops.
public final class MarksApi {
  private static final String METHODS = "GET, HEAD, OPTIONS, POST";
  private static final Set<String> FILTERS = Set.of("from", "to", "kind");
  private static final Set<String> TYPES = Set.of(RequestBody.JSON);

  /// Of one mark.
  private static final int MAX_BYTES = 16 << 10;

  private final Marks marks;
  private final StreamRegistry streams;
  private final KeyFrames frames;

  /// @param frames tell how the timeline of a stream that is live lies
  public MarksApi(Marks marks, StreamRegistry streams, KeyFrames frames) {
    this.marks = marks;
    this.streams = streams;
    this.frames = frames;
  }

  /// Below `/api/*`, which is where whoever may not is turned away.
  public void mount(Router router) {
    router.route("/api/v1/streams/:app/:name/marks").handler(this::answer);
  }

  private void answer(RoutingContext context) {
    StreamKey key;
    try {
      key = StreamKey.parse(context.pathParam("app") + "/" + context.pathParam("name"));
    } catch (IllegalArgumentException notAKey) {
      Replies.problem(context, 404, String.valueOf(notAKey.getMessage()));
      return;
    }
    switch (context.request().method().name()) {
      case "GET", "HEAD" -> list(key, context);
      case "POST" -> RequestBody.json(context, MAX_BYTES, TYPES, body -> post(key, body, context));
      case "OPTIONS" ->
          context.response().setStatusCode(204).putHeader(HttpHeaders.ALLOW, METHODS).end();
      default -> Replies.methodNotAllowed(context, METHODS);
    }
  }

  private void list(StreamKey key, RoutingContext context) {
    ListQuery.answer(
        context,
        FILTERS,
        query -> {
          PlaybackRange range = PlaybackRange.of(context.queryParams());
          List<Mark> found = marks.find(key, range.first(), range.last());
          String after = query.after();
          return new ListPage<Mark>(
                  query.limit(),
                  mark -> query.takes("kind", mark.finding().kind()) && says(query, mark),
                  mark -> place(mark).compareTo(after) > 0,
                  MarksApi::place)
              .of(found, MarkJson::of);
        });
  }

  private static boolean says(ListQuery query, Mark mark) {
    return query.says(mark.finding().kind(), mark.finding().label(), mark.by());
  }

  /// In the order of the list.
  private static String place(Mark mark) {
    return "%015d-%d".formatted(mark.at().toEpochMilli(), mark.id());
  }

  private void post(StreamKey key, JsonObject body, RoutingContext context) {
    MarkDraft draft;
    try {
      draft = MarkDraft.read(body);
    } catch (ConfigException wrong) {
      StoreReplies.invalid(context, wrong);
      return;
    }
    Long ptsMs = draft.ptsMs();
    StreamHub hub = streams.find(key);
    if (ptsMs == null) {
      Instant at = draft.at();
      add(key, at == null ? marks.now() : at, draft, context);
    } else if (hub == null) {
      Replies.problem(context, 409, "nothing is live on " + key + ": its timeline is not known");
    } else {
      Context loop = context.vertx().getOrCreateContext();
      var _ =
          frames
              .latest(hub)
              .whenComplete((frame, none) ->
                  loop.runOnContext(_ -> place(key, frame, ptsMs, draft, context)));
    }
  }

  private void place(
      StreamKey key,
      @Nullable KeyFrame frame,
      long ptsMs,
      MarkDraft draft,
      RoutingContext context) {
    if (frame == null) {
      Replies.problem(context, 409, "the timeline of " + key + " is not known: it has no pictures");
    } else {
      long since = ptsMs - frame.frame().pts().toMillis();
      add(key, frame.captured().plusMillis(since), draft, context);
    }
  }

  private void add(StreamKey key, Instant at, MarkDraft draft, RoutingContext context) {
    if (!marks.isTime(at)) {
      String field = draft.ptsMs() == null ? "at" : "ptsMs";
      Fault fault = new Fault(field, "expected a time of the last " + Marks.AGE.toDays() + " days");
      StoreReplies.invalid(context, ConfigException.of(List.of(fault)));
      return;
    }
    Mark mark = marks.add(key, at, draft.finding(), Caller.who(context));
    context.response().setStatusCode(201);
    Replies.json(context, MarkJson.of(mark));
  }
}
